package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/schedules.md} are true. */
class SchedulesPageTest {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mmxxx");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| (?:`([\\w/]+)`[^|]*)?\\| (\\S*) ?\\| (\\S*) ?\\| `([^`]+)` \\| ([^|]+) \\|$");

  @Test
  void eachExpressionFiresAsTheTableOfTransitionsSays() throws IOException {
    List<String> wrong = new ArrayList<>();
    Matcher row = ROW.matcher(page());
    int rows = 0;
    ZoneId zone = ZoneOffset.UTC;
    Instant from = Instant.EPOCH;
    Instant to = Instant.EPOCH;
    while (row.find()) {
      rows++;
      if (row.group(1) != null) {
        zone = ZoneId.of(row.group(1));
        from = OffsetDateTime.parse(row.group(2)).toInstant();
        to = OffsetDateTime.parse(row.group(3)).toInstant();
      }
      String actual = times(Cron.parse(row.group(4), zone), from, to);
      if (!actual.equals(row.group(5))) {
        wrong.add("%s%nbut it fires at %s".formatted(row.group(), actual));
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rows).isEqualTo(27);
  }

  @Test
  void theMacrosAreTheExpressionsBesideThem() throws IOException {
    Matcher macro =
        Pattern.compile("(?:`(@\\w+)` or\\s+)?`(@\\w+)`\\s+\\(`([^`]+)`\\)").matcher(page());
    List<String> macros = new ArrayList<>();
    while (macro.find()) {
      for (int group = 1; group <= 2; group++) {
        if (macro.group(group) != null) {
          macros.add(macro.group(group));
          assertThat(CronSyntax.parse(macro.group(group)).canonical())
              .isEqualTo(CronSyntax.parse(macro.group(3)).canonical());
        }
      }
    }
    assertThat(macros)
        .containsExactlyInAnyOrder(
            "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  }

  private static String times(Cron cron, Instant from, Instant to) {
    return cron.between(from, to, 100).stream()
        .map(time -> time.atZone(cron.zone()).format(TIME))
        .collect(Collectors.joining(", "));
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/schedules.md"));
  }
}
