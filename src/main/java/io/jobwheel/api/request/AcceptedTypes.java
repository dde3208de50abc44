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
 * The media ranges of the header Accept (RFC 9110, section 12.5.1). Parameters other than {@code q}
 * are ignored, because no response exists in more than one charset or version.
 */
record AcceptedTypes(List<MediaRange> ranges) {

  private static final MediaRange ANY = new MediaRange("*", "*", 1);

  AcceptedTypes {
    ranges = List.copyOf(ranges);
  }

  /**
   * One media range.
   *
   * @param quality 0 to 1; 0 means not accepted
   */
  record MediaRange(String type, String subtype, double quality) {

    private static final String TOKEN = "[-!#$%&'*+.^_`|~0-9A-Za-z]+";
    // the clients of the JDK send a single *
    private static final Pattern TYPE =
        Pattern.compile("\\s*(?:(%1$s)/(%1$s)|\\*)\\s*".formatted(TOKEN));
    private static final Pattern QUALITY =
        Pattern.compile("\\s*[qQ]\\s*=\\s*([01](?:\\.[0-9]{0,9})?|\\.[0-9]{1,9})\\s*");
    private static final Pattern OTHER = Pattern.compile("\\s*(?:(?![qQ]\\s*=).*)?");

    /**
     * Parses one range.
     *
     * @throws IllegalArgumentException if it is not a media range
     */
    static MediaRange parse(String text) {
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
          ? new MediaRange("*", "*", quality)
          : of(type.group(1), type.group(2), quality);
    }

    private static MediaRange of(String type, String subtype, double quality) {
      if (type.equals("*") && !subtype.equals("*")) {
        throw new IllegalArgumentException("not a media range");
      }
      return new MediaRange(
          type.toLowerCase(Locale.ROOT), subtype.toLowerCase(Locale.ROOT), quality);
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

    int specificity() {
      if (type.equals("*")) {
        return 0;
      }
      return subtype.startsWith("*") ? 1 : 2;
    }
  }

  /**
   * Parses the values of all lines of the header. Without any range, every type is accepted.
   *
   * @throws IllegalArgumentException if a range is invalid
   */
  static AcceptedTypes parse(List<String> headers) {
    List<MediaRange> ranges =
        headers.stream()
            .flatMap(header -> HeaderList.split(header, ',').stream())
            .filter(range -> !range.isBlank())
            .map(MediaRange::parse)
            .toList();
    return new AcceptedTypes(ranges.isEmpty() ? List.of(ANY) : ranges);
  }

  /**
   * Returns the type of the highest preference, the first of equal ones; empty if none is accepted.
   */
  Optional<MediaType> best(Collection<MediaType> offered) {
    Comparator<MediaRange> preference =
        Comparator.comparingDouble(MediaRange::quality).thenComparingInt(MediaRange::specificity);
    return offered.stream()
        .filter(type -> mostSpecific(type).filter(range -> range.quality() > 0).isPresent())
        .max(Comparator.comparing(type -> mostSpecific(type).orElse(ANY), preference));
  }

  /** Returns the most specific range that includes a type; its quality applies. */
  private Optional<MediaRange> mostSpecific(MediaType type) {
    return ranges.stream()
        .filter(range -> range.includes(type))
        .max(
            Comparator.comparingInt(MediaRange::specificity)
                .thenComparingDouble(MediaRange::quality));
  }
}
