package io.jobwheel.schedule.time;

import io.jobwheel.job.Truncation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a cron expression, and what each may consist of. Stricter than Spring's parser,
 * which takes {@code JANFEB} for December, {@code SUN-SUN} for every day, and loses months of
 * {@code 31W} and {@code L-30}.
 */
enum CronField {
  SECOND("second", 0, 59),
  MINUTE("minute", 0, 59),
  HOUR("hour", 0, 23),
  DAY_OF_MONTH("day of month", 1, 31) {
    @Override
    @Nullable String special(String item) {
      Matcher fromEnd = FROM_END.matcher(item);
      Matcher weekday = WEEKDAY.matcher(item);
      if (fromEnd.matches()) {
        return "L-" + number(item, fromEnd.group(1), 1, MAX_OFFSET);
      }
      if (weekday.matches() && !item.equals("LW")) {
        return number(item, weekday.group(1), 1, MAX_OFFSET) + "W";
      }
      return item.equals("L") || item.equals("LW") ? item : null;
    }
  },
  MONTH(
      "month", 1, 12, "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
      "DEC"),
  DAY_OF_WEEK("day of week", 0, 7, "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT") {
    @Override
    @Nullable String special(String item) {
      Matcher nth = NTH.matcher(item);
      if (nth.matches()) {
        return value(item, nth.group(1)) + "#" + number(item, nth.group(2), 1, 5);
      }
      return item.endsWith("L") ? value(item, item.substring(0, item.length() - 1)) + "L" : null;
    }

    // both 0 and 7 are Sunday: 0 as the first of several days, 7 as the last
    @Override
    int first(int value) {
      return value % SUNDAY;
    }

    @Override
    String range(String item, int from, int to) {
      boolean wholeWeek = from == 0 && to == SUNDAY;
      return first(from) == first(to) && !wholeWeek
          ? first(from) + "-" + first(from)
          : super.range(item, first(from), to == 0 ? SUNDAY : to);
    }

    @Override
    String stepOfAll(String item, int step) {
      if (step > 1) {
        throw invalid(
            item,
            "a step of all days begins on Sunday in Unix cron and on Monday in others; name the"
                + " days, such as MON,WED,FRI");
      }
      return "*";
    }
  };

  // with greater numbers, nW and L-n leave a short February
  private static final int MAX_OFFSET = 27;
  private static final int SUNDAY = 7;
  private static final int MAX_ECHO = 32;
  private static final Pattern FROM_END = Pattern.compile("L-(.*)");
  private static final Pattern WEEKDAY = Pattern.compile("(.*)W");
  private static final Pattern NTH = Pattern.compile("([^#]*)#(.*)");
  private static final Pattern STEP = Pattern.compile("([^/]*)/(.*)");
  private static final Pattern RANGE = Pattern.compile("([^-]*)-([^-]*)");

  private final String words;
  private final int min;
  private final int max;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> names;

  CronField(String words, int min, int max, String... names) {
    this.words = words;
    this.min = min;
    this.max = max;
    this.names = List.of(names);
  }

  /** Returns the name of this field, such as "day of month". */
  String words() {
    return words;
  }

  /**
   * Returns the field with numbers instead of names.
   *
   * @throws InvalidRecurrenceException if it is invalid; the message names this field
   */
  String canonical(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    if (upper.equals("?") && (this == DAY_OF_MONTH || this == DAY_OF_WEEK)) {
      return "*";
    }
    return Arrays.stream(upper.split(",", -1)).map(this::item).collect(Collectors.joining(","));
  }

  private String item(String item) {
    String special = special(item);
    if (special != null) {
      return special;
    }
    Matcher step = STEP.matcher(item);
    if (!step.matches()) {
      return item.equals("*") ? item : valueOrRange(item, item);
    }
    int by = number(item, step.group(2), 1, max - min);
    String of = step.group(1);
    return of.equals("*") ? stepOfAll(item, by) : valueOrRange(item, of) + "/" + by;
  }

  private String valueOrRange(String item, String text) {
    Matcher range = RANGE.matcher(text);
    return range.matches()
        ? range(item, value(item, range.group(1)), value(item, range.group(2)))
        : "" + first(value(item, text));
  }

  /** Returns the canonical form of an item that only this field can have; null if it is none. */
  @Nullable String special(String item) {
    return null;
  }

  String stepOfAll(String item, int step) {
    return "*/" + step;
  }

  int first(int value) {
    return value;
  }

  String range(String item, int from, int to) {
    if (from > to) {
      throw invalid(item, "the range ends before it begins; write two ranges instead");
    }
    return from + "-" + to;
  }

  int value(String item, String text) {
    int name = names.indexOf(text);
    return name >= 0 ? name + min : number(item, text, min, max);
  }

  int number(String item, String text, int least, int most) {
    int number = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : -1;
    if (number < least || number > most) {
      throw invalid(
          item,
          "'%s' must be a number from %d to %d%s"
              .formatted(
                  Truncation.of(text, MAX_ECHO),
                  least,
                  most,
                  names.isEmpty() || least != min ? "" : " or one of " + names));
    }
    return number;
  }

  InvalidRecurrenceException invalid(String item, String why) {
    return new InvalidRecurrenceException(
        "has an invalid %s '%s': %s".formatted(words, Truncation.of(item, MAX_ECHO), why));
  }
}
