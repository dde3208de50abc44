package io.jobwheel.job;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and compares durations. */
public final class Durations {

  private static final Pattern SIMPLE =
      Pattern.compile("([+-]?\\d{1,18})(?:\\.(\\d{1,9}))?(ns|us|ms|s|m|h|d)");

  private Durations() {}

  /**
   * Parses a number with a unit ({@code ns}, {@code us}, {@code ms}, {@code s}, {@code m}, {@code
   * h}, {@code d}), such as {@code 800ms} or {@code 1.5s}, or an ISO-8601 duration.
   *
   * @throws IllegalArgumentException if the text is neither, or the duration overflows
   */
  public static Duration parse(String text) {
    try {
      Matcher simple = SIMPLE.matcher(text);
      return simple.matches() ? simple(simple) : Duration.parse(text);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "must be a duration such as 1s, 800ms or PT1S, not '%s'".formatted(text), e);
    }
  }

  /** Returns the shorter duration. */
  public static Duration least(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Returns the longer duration. */
  public static Duration greatest(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Duration simple(Matcher matcher) {
    Duration unit = unit(matcher.group(3));
    Duration whole = unit.multipliedBy(Long.parseLong(matcher.group(1)));
    String decimals = matcher.group(2);
    if (decimals == null) {
      return whole;
    }
    long scale = (long) Math.pow(10, decimals.length());
    Duration part = unit.multipliedBy(Long.parseLong(decimals)).dividedBy(scale);
    return matcher.group(1).startsWith("-") ? whole.minus(part) : whole.plus(part);
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ns" -> Duration.ofNanos(1);
      case "us" -> Duration.ofNanos(1_000);
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      default -> throw new IllegalArgumentException("unknown unit " + name);
    };
  }
}
