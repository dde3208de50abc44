package io.jobwheel.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceValidatorTest {

  private static final Instant ANCHOR = Instant.parse("2026-11-29T10:07:00Z");

  private final List<FieldError> errors = new ArrayList<>();

  @Test
  void theZoneOfCronIsUtcUnlessOneIsSet() {
    assertThat(validate("0 9 * * *", null, null))
        .isEqualTo(Cron.parse("0 9 * * *", ZoneId.of("UTC")));
    assertThat(validate("0 9 * * *", null, "Europe/Berlin"))
        .isEqualTo(Cron.parse("0 9 * * *", ZoneId.of("Europe/Berlin")));
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"15m", "900s", "PT15M"})
  void everyIsADuration(String text) {
    assertThat(validate(null, text, null)).isEqualTo(new Every(Duration.ofMinutes(15), ANCHOR));
    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "1ns", "999ms", "366d", "-1h", "x", "", "P1Y"})
  void anInvalidPeriodIsAnError(String text) {
    assertThat(validate(null, text, null)).isNull();
    assertThat(errors)
        .containsExactly(
            new FieldError(
                "every",
                "must be a duration from 1s to 365d in whole microseconds, such as 15m or PT15M"));
  }

  @Test
  void exactlyOneOfCronAndEveryIsRequired() {
    assertThat(validate(null, null, null)).isNull();
    assertThat(validate("@daily", "1h", null)).isNull();
    assertThat(errors)
        .containsExactly(
            new FieldError("cron", "is required unless every is set"),
            new FieldError("every", "must be omitted if cron is set"));
  }

  @Test
  void allInvalidFieldsAreReported() {
    assertThat(validate("0 25 * * *", null, "Mars/Olympus")).isNull();
    assertThat(errors)
        .containsExactly(
            new FieldError(
                "timeZone",
                "'Mars/Olympus' is unknown; must be a name of the tz database, such as"
                    + " Europe/Berlin or UTC, not an offset"),
            new FieldError("cron", "has an invalid hour '25': '25' must be a number from 0 to 23"));
  }

  @ParameterizedTest
  @CsvSource({"@daily,", ", 1h"})
  void aValidRecurrenceInAnUnknownZoneIsNone(@Nullable String cron, @Nullable String every) {
    assertThat(validate(cron, every, "x")).isNull();
    assertThat(errors).extracting(FieldError::field).containsExactly("timeZone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " UTC", "+02:00", "Z", "UTC+2", "GMT+02:00", "../../etc/passwd"})
  void onlyNamesOfTheTzDatabaseAreZones(String name) {
    assertThat(RecurrenceValidator.timeZone(name, errors::add)).isNull();
    assertThat(errors).hasSize(1);
  }

  @Test
  void aNameInOtherCaseIsCorrected() {
    assertThat(RecurrenceValidator.timeZone("europe/berlin", errors::add)).isNull();
    assertThat(errors)
        .containsExactly(
            new FieldError(
                "timeZone",
                "'europe/berlin' is unknown; must be a name of the tz database; is it"
                    + " Europe/Berlin?"));
  }

  @Test
  void aLongNameOfAZoneIsCut() {
    RecurrenceValidator.timeZone("x".repeat(10_000), errors::add);
    assertThat(errors.getFirst().message()).hasSizeLessThan(200);
  }

  private @Nullable Recurrence validate(
      @Nullable String cron, @Nullable String every, @Nullable String zone) {
    return RecurrenceValidator.validate(cron, every, zone, ANCHOR, errors::add);
  }
}
