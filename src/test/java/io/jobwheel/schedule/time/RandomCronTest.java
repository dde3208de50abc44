package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random expressions, held to {@link MinuteOracle}. */
class RandomCronTest {

  private static final List<String> DAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

  private final Random random = new Random(19);

  @Test
  void randomExpressionsEqualTheOracleAroundTransitions() {
    List<ZoneId> zones =
        new TreeSet<>(ZoneId.getAvailableZoneIds()).stream().map(ZoneId::of).toList();
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    List<String> expressions = Stream.generate(this::expression).limit(100).toList();
    TransitionSweep sweep = new TransitionSweep(expressions, 3);
    for (int i = 0; i < 60; i++) {
      ZoneId zone = zones.get(random.nextInt(zones.size()));
      ZoneOffsetTransition transition =
          zone.getRules().nextTransition(begin.plus(random.nextInt(3_000), ChronoUnit.DAYS));
      if (transition != null) {
        Instant middle = transition.getInstant();
        sweep.compare(zone, middle.minus(30, ChronoUnit.HOURS), middle.plus(30, ChronoUnit.HOURS));
      }
    }
    assertThat(sweep.differences()).isEmpty();
    assertThat(sweep.times()).isGreaterThan(10_000);
  }

  @Test
  void randomExpressionsEqualTheOracleForYears() {
    // few minutes of each hour and many kinds of days
    List<String> expressions =
        Stream.generate(() -> "17 %d %s".formatted(random.nextInt(24), days())).limit(150).toList();
    TransitionSweep sweep = new TransitionSweep(expressions, 10);
    Instant from = LocalDate.of(2027, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
    sweep.compare(ZoneId.of("America/New_York"), from, from.plus(750, ChronoUnit.DAYS));
    assertThat(sweep.differences()).isEmpty();
    assertThat(sweep.times()).isGreaterThan(10_000);
  }

  @Test
  void namesAreTheirNumbers() {
    Instant from = Instant.parse("2026-11-29T00:00:00Z");
    for (int i = 0; i < 200; i++) {
      String week = dayOfWeek();
      String named =
          week.chars()
              .mapToObj(Character::toString)
              .collect(Collectors.joining())
              .replaceAll("(?<![/#\\d])([0-7])", "<$1>");
      for (int day = 0; day <= 7; day++) {
        named = named.replace("<" + day + ">", DAYS.get(day));
      }
      assertThat(Cron.parse("0 0 * * " + named, ZoneOffset.UTC).next(from, 20))
          .as("%s and %s", week, named)
          .isEqualTo(Cron.parse("0 0 * * " + week, ZoneOffset.UTC).next(from, 20))
          .hasSize(20);
    }
  }

  private String expression() {
    return "%s %s %s".formatted(field(0, 59), field(0, 23), days());
  }

  /** Returns the fields day of month, month and day of week. */
  private String days() {
    return switch (random.nextInt(4)) {
      case 0 -> "* * *";
      case 1 -> "%s * ?".formatted(dayOfMonth());
      case 2 -> "? * %s".formatted(dayOfWeek());
      default -> "* %s *".formatted(field(1, 12));
    };
  }

  private String dayOfMonth() {
    return list(() ->
        switch (random.nextInt(5)) {
          case 0 -> "L";
          case 1 -> "LW";
          case 2 -> "L-" + (1 + random.nextInt(27));
          case 3 -> (1 + random.nextInt(27)) + "W";
          default -> range(1, 31);
        });
  }

  private String dayOfWeek() {
    return list(() ->
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(8) + "L";
          case 1 -> random.nextInt(8) + "#" + (1 + random.nextInt(5));
          case 2 -> "" + random.nextInt(8);
          default -> range(0, 6);
        });
  }

  private String field(int min, int max) {
    return switch (random.nextInt(4)) {
      case 0 -> "*";
      case 1 -> "*/" + (1 + random.nextInt(max - min));
      default -> list(() -> range(min, max));
    };
  }

  private String list(Supplier<String> item) {
    List<String> items = new ArrayList<>();
    IntStream.rangeClosed(0, random.nextInt(3)).forEach(i -> items.add(item.get()));
    return String.join(",", items);
  }

  private String range(int min, int max) {
    int from = min + random.nextInt(max - min + 1);
    int to = from + random.nextInt(max - from + 1);
    int step = 1 + random.nextInt(max - min);
    return switch (random.nextInt(4)) {
      case 0 -> "" + from;
      case 1 -> from + "-" + to;
      case 2 -> from + "-" + to + "/" + step;
      default -> from + "/" + step;
    };
  }
}
