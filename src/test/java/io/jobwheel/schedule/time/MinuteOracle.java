package io.jobwheel.schedule.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the times of a cron expression of five fields by looking at each minute of a clock. Shares
 * no code with what it is the oracle of: its own matcher of the fields, and no look into the rules
 * of a zone. Takes numbers only, no names.
 */
final class MinuteOracle {

  private static final int MINUTES_OF_DAY = 1440;

  private final boolean[] minutes = new boolean[60];
  private final boolean[] hours = new boolean[24];
  private final Predicate<LocalDate> days;
  private final boolean everyHour;

  // the date that was looked at last
  private long lastDay = Long.MIN_VALUE;
  private boolean lastDayMatches;

  MinuteOracle(String expression) {
    String[] fields = expression.split(" ");
    for (int i = 0; i < 60; i++) {
      minutes[i] = contains(fields[0], i, 0, 59);
    }
    for (int i = 0; i < 24; i++) {
      hours[i] = contains(fields[1], i, 0, 23);
    }
    days =
        date ->
            contains(fields[3], date.getMonthValue(), 1, 12)
                && Stream.of(fields[2].split(",")).anyMatch(item -> dayOfMonth(item, date))
                && Stream.of(fields[4].split(",")).anyMatch(item -> dayOfWeek(item, date));
    everyHour = fields[1].charAt(0) == '*';
  }

  /**
   * Returns the indexes of the minutes that are times.
   *
   * @param clock what the clock on the wall shows in each of consecutive minutes, in minutes since
   *     1970; it does not jump in the first one
   */
  List<Integer> times(long[] clock) {
    List<Integer> times = new ArrayList<>();
    long latest = clock[0] - 1;
    for (int i = 0; i < clock.length; i++) {
      if (everyHour) {
        if (matches(clock[i])) {
          times.add(i);
        }
        continue;
      }
      // all that the clock has not shown before: nothing while it repeats, much if it jumps
      boolean due = false;
      while (latest < clock[i]) {
        latest++;
        due |= matches(latest);
      }
      if (due) {
        times.add(i);
      }
    }
    return times;
  }

  boolean matches(long minute) {
    int ofDay = (int) Math.floorMod(minute, (long) MINUTES_OF_DAY);
    return minutes[ofDay % 60]
        && hours[ofDay / 60]
        && dayMatches(Math.floorDiv(minute, (long) MINUTES_OF_DAY));
  }

  private boolean dayMatches(long day) {
    if (day != lastDay) {
      lastDay = day;
      lastDayMatches = days.test(LocalDate.ofEpochDay(day));
    }
    return lastDayMatches;
  }

  private static boolean dayOfMonth(String item, LocalDate date) {
    YearMonth month = YearMonth.from(date);
    if (item.equals("L")) {
      return date.equals(month.atEndOfMonth());
    }
    if (item.equals("LW")) {
      return date.equals(onWeekday(month, month.lengthOfMonth()));
    }
    if (item.startsWith("L-")) {
      return date.getDayOfMonth() == month.lengthOfMonth() - Integer.parseInt(item.substring(2));
    }
    if (item.endsWith("W")) {
      return date.equals(onWeekday(month, Integer.parseInt(item.substring(0, item.length() - 1))));
    }
    return contains(item, date.getDayOfMonth(), 1, 31);
  }

  /** Returns the day from Monday to Friday of the month that is nearest to one of its days. */
  private static LocalDate onWeekday(YearMonth month, int day) {
    IntFunction<DayOfWeek> week = each -> month.atDay(each).getDayOfWeek();
    return Stream.of(0, -1, 1, -2, 2)
        .map(by -> day + by)
        .filter(each -> each >= 1 && each <= month.lengthOfMonth())
        .filter(each -> week.apply(each).compareTo(DayOfWeek.SATURDAY) < 0)
        .findFirst()
        .map(month::atDay)
        .orElseThrow();
  }

  private static boolean dayOfWeek(String item, LocalDate date) {
    int day = date.getDayOfWeek().getValue();
    int hash = item.indexOf('#');
    if (hash > 0) {
      return Integer.parseInt(item.substring(0, hash)) % 7 == day % 7
          && Integer.parseInt(item.substring(hash + 1)) == (date.getDayOfMonth() + 6) / 7;
    }
    if (item.endsWith("L")) {
      return Integer.parseInt(item.substring(0, item.length() - 1)) % 7 == day % 7
          && date.getDayOfMonth() > date.lengthOfMonth() - 7;
    }
    return contains(item, day, 0, 7) || (day == 7 && contains(item, 0, 0, 7));
  }

  private static boolean contains(String list, int value, int min, int max) {
    return Stream.of(list.split(",")).anyMatch(item -> itemContains(item, value, min, max));
  }

  private static boolean itemContains(String item, int value, int min, int max) {
    String[] parts = item.split("/");
    int step = parts.length == 1 ? 1 : Integer.parseInt(parts[1]);
    int from = min;
    int to = max;
    if (!parts[0].equals("*") && !parts[0].equals("?")) {
      String[] ends = parts[0].split("-");
      from = Integer.parseInt(ends[0]);
      to = ends.length == 2 ? Integer.parseInt(ends[1]) : parts.length == 2 ? max : from;
    }
    return value >= from && value <= to && (value - from) % step == 0;
  }
}
