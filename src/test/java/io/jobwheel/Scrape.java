package io.jobwheel;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a scrape has of our own meters. */
public final class Scrape {

  private static final Pattern TYPE = Pattern.compile("# TYPE (jobwheel_\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("(jobwheel_\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final String MAX = "_max";

  /**
   * A meter.
   *
   * @param name as in queries, a histogram without its suffix
   * @param type as Prometheus calls it
   * @param tags their names, without the buckets' of a histogram
   */
  public record Meter(String name, String type, Set<String> tags) {}

  private final String text;

  public Scrape(String text) {
    this.text = text;
  }

  /** Our meters by name; the largest values of histograms count as part of these. */
  public Map<String, Meter> meters() {
    Map<String, Meter> meters = new TreeMap<>();
    Matcher type = TYPE.matcher(text);
    while (type.find()) {
      meters.put(type.group(1), new Meter(type.group(1), type.group(2), new TreeSet<>()));
    }
    meters.keySet().removeIf(name -> name.endsWith(MAX) && isHistogram(meters, without(name, MAX)));
    for (String line : text.split("\n")) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches() && sample.group(2) != null) {
        Meter meter = meters.get(base(meters, sample.group(1)));
        Matcher label = LABEL.matcher(sample.group(2));
        while (meter != null && label.find()) {
          if (!label.group(1).equals("le")) {
            meter.tags().add(label.group(1));
          }
        }
      }
    }
    return meters;
  }

  /** The names of our meters. */
  public Collection<String> names() {
    return meters().keySet();
  }

  /** The value of one sample, by its name with all its labels; absent samples fail. */
  public double value(String sample) {
    return text.lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample));
  }

  private static boolean isHistogram(Map<String, Meter> meters, String name) {
    Meter meter = meters.get(name);
    return meter != null && meter.type().equals("histogram");
  }

  private static String base(Map<String, Meter> meters, String sample) {
    for (String suffix : new String[] {"_bucket", "_sum", "_count"}) {
      if (sample.endsWith(suffix) && isHistogram(meters, without(sample, suffix))) {
        return without(sample, suffix);
      }
    }
    return sample;
  }

  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
