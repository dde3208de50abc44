package io.jobwheel.api.request;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;

/**
 * The media ranges of the header Accept, as of RFC 9110, section 12.5.1. Only {@code q} counts of
 * their parameters: JSON has no charset, and nothing is served here in more than one charset or
 * version.
 */
record AcceptedTypes(List<Range> ranges) {

  private static final Range ANY = new Range("*", "*", 1);

  AcceptedTypes {
    ranges = List.copyOf(ranges);
  }

  /**
   * One media range.
   *
   * @param quality 0 to 1; what has 0 is not accepted
   */
  record Range(String type, String subtype, double quality) {

    private static final String TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";
    // a lone star is what the clients of the JDK send
    private static final Pattern TYPE =
        Pattern.compile("\\s*(?:(%1$s)/(%1$s)|\\*)\\s*".formatted(TOKEN));
    private static final Pattern QUALITY =
        Pattern.compile("\\s*[qQ]\\s*=\\s*([01](?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})\\s*");
    private static final Pattern OTHER = Pattern.compile("\\s*(?:(?![qQ]\\s*=).*)?");

    /**
     * Reads one range.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Range parse(String text) {
      List<String> parts = HeaderList.split(text, ';');
      Matcher type = TYPE.matcher(parts.getFirst());
      if (!type.matches()) {
        throw new IllegalArgumentException("not a media range");
      }
      double quality = 1;
      for (String parameter : parts.subList(1, parts.size())) {
        quality = Math.min(quality, qualityOf(parameter));
      }
      return type.group(1) == null
          ? new Range("*", "*", quality)
          : of(type.group(1), type.group(2), quality);
    }

    private static Range of(String type, String subtype, double quality) {
      if (type.equals("*") && !subtype.equals("*")) {
        throw new IllegalArgumentException("not a media range");
      }
      return new Range(type.toLowerCase(Locale.ROOT), subtype.toLowerCase(Locale.ROOT), quality);
    }

    private static double qualityOf(String parameter) {
      Matcher quality = QUALITY.matcher(parameter);
      double value = quality.matches() ? Double.parseDouble(quality.group(1)) : 1;
      if (value > 1 || !(quality.matches() || OTHER.matcher(parameter).matches())) {
        throw new IllegalArgumentException("not a quality");
      }
      return value;
    }

    boolean includes(MediaType offered) {
      if (type.equals("*")) {
        return true;
      }
      String other = offered.getSubtype().toLowerCase(Locale.ROOT);
      return type.equalsIgnoreCase(offered.getType())
          && (subtype.equals("*") || subtype.equals(other) || hasSuffixOf(other));
    }

    private boolean hasSuffixOf(String other) {
      return subtype.startsWith("*+")
          && (other.equals(subtype.substring(2)) || other.endsWith(subtype.substring(1)));
    }

    int closeness() {
      if (type.equals("*")) {
        return 0;
      }
      return subtype.startsWith("*") ? 1 : 2;
    }
  }

  /**
   * Reads the values of all lines of the header; none at all accept everything.
   *
   * @throws IllegalArgumentException if one cannot be understood
   */
  static AcceptedTypes parse(List<String> headers) {
    List<Range> ranges =
        headers.stream()
            .flatMap(header -> HeaderList.split(header, ',').stream())
            .filter(range -> !range.isBlank())
            .map(Range::parse)
            .toList();
    return new AcceptedTypes(ranges.isEmpty() ? List.of(ANY) : ranges);
  }

  /** Returns the type that the client likes best, the first of several; empty if it takes none. */
  Optional<MediaType> best(Collection<MediaType> offered) {
    Comparator<Range> liking =
        Comparator.comparingDouble(Range::quality).thenComparingInt(Range::closeness);
    return offered.stream()
        .filter(type -> closest(type).filter(range -> range.quality() > 0).isPresent())
        .max(Comparator.comparing(type -> closest(type).orElse(ANY), liking));
  }

  /** Returns the range that decides about a type: the most specific one. */
  private Optional<Range> closest(MediaType type) {
    return ranges.stream()
        .filter(range -> range.includes(type))
        .max(Comparator.comparingInt(Range::closeness).thenComparingDouble(Range::quality));
  }
}
