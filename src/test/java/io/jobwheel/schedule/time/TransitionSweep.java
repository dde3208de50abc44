package io.jobwheel.schedule.time;

import static java.time.temporal.ChronoUnit.HOURS;
import static java.time.temporal.ChronoUnit.MINUTES;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * Compares {@link Cron} with {@link MinuteOracle} around every transition of every zone. As a
 * program it takes the first year, the year after the last, and the number of start times for each
 * expression and transition; it exits with 1 if there is a difference.
 */
final class TransitionSweep {

  private static final long HOURS_AROUND = 36;
  private static final int MAX_LISTED = 20;

  private final Map<String, MinuteOracle> oracles = new LinkedHashMap<>();
  private final int starts;
  private final Random random = new Random(20260329);
  private final List<String> differences = new ArrayList<>();
  private int zones;
  private int transitions;
  private long times;

  TransitionSweep(List<String> expressions, int starts) {
    expressions.forEach(expression -> oracles.put(expression, new MinuteOracle(expression)));
    this.starts = starts;
  }

  public static void main(String[] args) {
    TransitionSweep sweep =
        new TransitionSweep(TransitionSweepTest.EXPRESSIONS, Integer.parseInt(args[2]));
    sweep.sweep(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
    System.out.println(sweep);
    sweep.differences().forEach(System.out::println);
    System.exit(sweep.differences().isEmpty() ? 0 : 1);
  }

  /** Looks at all transitions from the begin of a year to that of another. */
  void sweep(int fromYear, int toYear) {
    Instant from = LocalDate.of(fromYear, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = LocalDate.of(toYear, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    // most of the names stand for the same rules as another
    Map<ZoneRules, ZoneId> distinct = new HashMap<>();
    for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(name);
      distinct.putIfAbsent(zone.getRules(), zone);
      zones++;
    }
    distinct.values().forEach(zone -> sweep(zone, from, to));
  }

  private void sweep(ZoneId zone, Instant from, Instant to) {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition next = rules.nextTransition(from.minusNanos(1));
    if (next == null || !next.getInstant().isBefore(to)) {
      compare(zone, from, from.plus(2 * HOURS_AROUND, HOURS));
      return;
    }
    while (next != null && next.getInstant().isBefore(to)) {
      Instant middle = next.getInstant().truncatedTo(MINUTES);
      compare(zone, middle.minus(HOURS_AROUND, HOURS), middle.plus(HOURS_AROUND, HOURS));
      transitions++;
      next = rules.nextTransition(next.getInstant());
    }
  }

  /** Compares all times of an interval, and the next one of some instants within. */
  void compare(ZoneId zone, Instant from, Instant to) {
    long[] clock = clock(zone, from, to);
    oracles.forEach((expression, oracle) -> {
      List<Instant> expected =
          oracle.times(clock).stream().map(i -> from.plus(i, MINUTES)).toList();
      Cron cron = Cron.parse(expression, zone);
      times += expected.size();
      List<Instant> actual = cron.between(from, to, Integer.MAX_VALUE);
      if (!actual.equals(expected)) {
        differences.add("%s: %s, not %s".formatted(cron, actual, expected));
      }
      for (int i = 0; i < starts; i++) {
        Instant start = from.plusMillis(random.nextLong(from.until(to).toMillis()));
        compareNext(cron, start, expected);
      }
    });
  }

  private void compareNext(Cron cron, Instant start, List<Instant> times) {
    Optional<Instant> expected = times.stream().filter(time -> time.isAfter(start)).findFirst();
    Optional<Instant> actual = cron.next(start);
    if (expected.isPresent() && !actual.equals(expected)) {
      differences.add("%s, next of %s: %s, not %s".formatted(cron, start, actual, expected));
    }
  }

  private static long[] clock(ZoneId zone, Instant from, Instant to) {
    long[] clock = new long[(int) from.until(to, MINUTES)];
    long first = from.getEpochSecond() / 60;
    for (int i = 0; i < clock.length; i++) {
      int offset = zone.getRules().getOffset(from.plus(i, MINUTES)).getTotalSeconds();
      if (offset % 60 != 0) {
        throw new IllegalArgumentException(zone + " has an offset of seconds at " + from);
      }
      clock[i] = first + i + offset / 60;
    }
    return clock;
  }

  /** Returns the first differences, as sentences. */
  List<String> differences() {
    return differences.subList(0, Math.min(MAX_LISTED, differences.size()));
  }

  int zones() {
    return zones;
  }

  int transitions() {
    return transitions;
  }

  /** Returns the number of times that were compared. */
  long times() {
    return times;
  }

  @Override
  public String toString() {
    return "%d zones, %d transitions of distinct rules, %d expressions, %d times, %d differences"
        .formatted(zones, transitions, oracles.size(), times, differences.size());
  }
}
