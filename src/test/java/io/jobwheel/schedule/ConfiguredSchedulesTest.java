package io.jobwheel.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.api.FakeSchedules;
import io.jobwheel.api.submit.StoredRequestReader;
import io.jobwheel.dispatch.request.EditCondition;
import io.jobwheel.store.schedule.Schedule;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Schedules of the configuration: read, validated, stored, and given up. */
class ConfiguredSchedulesTest {

  private static final String JOB =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}";

  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final ScheduleValidator validator = new ScheduleValidator(new StoredRequestReader(json));
  private final FakeSchedules schedules = new FakeSchedules();
  private final Definitions definitions = new Definitions(json);
  private final ScheduleEditor editor =
      new ScheduleEditor(schedules, definitions, () -> {}, Duration.ofSeconds(5));

  /** Returns the schedules of properties such as {@code nightly.cron=@daily}. */
  private ConfiguredSchedules read(String... properties) {
    Map<String, String> map =
        Arrays.stream(properties)
            .map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> "jobwheel.schedules." + each[0], each -> each[1]));
    return new ConfiguredSchedules(
        new Binder(new MapConfigurationPropertySource(new HashMap<>(map)))
            .bindOrCreate("jobwheel", ScheduleProperties.class),
        validator);
  }

  private void start(String... properties) {
    new ConfiguredScheduleWriter(read(properties), schedules, editor).start();
  }

  private Schedule stored(String name) {
    return schedules.find(name).orElseThrow();
  }

  @Test
  void thereAreNoneByDefault() {
    assertThat(read().definitions()).isEmpty();
  }

  @Test
  void theDefaultsAreThoseOfTheApi() {
    ScheduleRequest request =
        new ScheduleRequest(
            "@daily", null, null, JOB, null, null, null, null, null, null, null, null, null);

    assertThat(read("nightly.cron=@daily", "nightly.job=" + JOB).definitions())
        .isEqualTo(Map.of("nightly", validator.validate("nightly", request)));
  }

  @Test
  void allPropertiesAreUsed() {
    String group = "{\"mode\":\"event-loop\",\"jobs\":[" + JOB + "]}";
    ScheduleRequest request =
        new ScheduleRequest(
            null,
            "15m",
            "Europe/Berlin",
            null,
            group,
            "QUEUE_ONE",
            "ALL",
            "2d",
            "30s",
            "2027-01-31T08:00:00Z",
            "2028-01-31T08:00:00Z",
            100L,
            3);

    assertThat(
            read(
                    "tidy.every=15m",
                    "tidy.time-zone=Europe/Berlin",
                    "tidy.group=" + group,
                    "tidy.overlap=queue-one",
                    "tidy.catch-up=all",
                    "tidy.catch-up-window=2d",
                    "tidy.jitter=30s",
                    "tidy.start-at=2027-01-31T08:00:00Z",
                    "tidy.end-at=2028-01-31T08:00:00Z",
                    "tidy.max-fires=100",
                    "tidy.pause-on-failures=3")
                .definitions())
        .isEqualTo(Map.of("tidy", validator.validate("tidy", request)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a.cron=0 0 30 2 *   | jobwheel.schedules.a.cron:
          a.cron=0 0 1 * MON  | jobwheel.schedules.a.cron:
          a.time-zone=Mars    | jobwheel.schedules.a.time-zone:
          a.start-at=tomorrow | jobwheel.schedules.a.start-at: must be a time such as
          a.job={"type":      | jobwheel.schedules.a.job:
          a.job={"tipe":1}    | jobwheel.schedules.a.job: tipe
          a.group={}          | jobwheel.schedules.a.job: or group is required, and not both
          [A b].cron=@daily   | jobwheel.schedules.A b: its name must have 1 to 100 lower-case
          """)
  void anInvalidOneIsReportedWithItsProperty(String property, String words) {
    Map<String, String> all = new HashMap<>(Map.of("a.cron", "@daily", "a.job", JOB));
    String[] changed = property.split("=", 2);
    all.put(changed[0], changed[1]);
    if (changed[0].startsWith("[")) {
      all.put("[A b].job", JOB);
    }
    String[] properties =
        all.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .toArray(String[]::new);

    assertThatThrownBy(() -> read(properties))
        .isInstanceOf(InvalidScheduleException.class)
        .hasMessageContaining(words);
  }

  @Test
  void theyAreStoredAndAnotherStartChangesNothing() {
    start("nightly.cron=@daily", "nightly.job=" + JOB);
    Schedule first = stored("nightly");
    assertThat(first.configured()).isTrue();
    assertThat(first.createdBy()).isNull();

    start("nightly.cron=@daily", "nightly.job=" + JOB);

    assertThat(stored("nightly")).isEqualTo(first);
  }

  @Test
  void aPauseOutlivesAStartAndAChange() {
    start("nightly.cron=@daily", "nightly.job=" + JOB);
    var _ = editor.pause("nightly", "holidays", EditCondition.NONE);

    start("nightly.cron=@hourly", "nightly.job=" + JOB);

    assertThat(stored("nightly").pause()).isNotNull();
    assertThat(definitions.of(stored("nightly")).cron()).isEqualTo("@hourly");
  }

  @Test
  void oneThatHasLeftTheConfigurationIsPausedAndEditable() {
    start("nightly.cron=@daily", "nightly.job=" + JOB, "other.cron=@daily", "other.job=" + JOB);

    start("other.cron=@daily", "other.job=" + JOB);

    Schedule left = stored("nightly");
    assertThat(left.configured()).isFalse();
    assertThat(left.pause()).isNotNull();
    assertThat(stored("other").pause()).isNull();
    editor.delete("nightly", EditCondition.NONE);
    assertThat(schedules.find("nightly")).isEmpty();
  }

  @Test
  void oneThatComesBackIsActiveAgain() {
    start("nightly.cron=@daily", "nightly.job=" + JOB);
    start();

    start("nightly.cron=@daily", "nightly.job=" + JOB);

    assertThat(stored("nightly").configured()).isTrue();
    assertThat(stored("nightly").pause()).isNull();
  }

  @Test
  void oneOfAClientIsTakenOver() {
    ScheduleDefinition definition =
        read("nightly.cron=@daily", "nightly.job=" + JOB).definitions().get("nightly");
    var _ = editor.put("nightly", definition, "shop", EditCondition.NONE);

    start("nightly.cron=@daily", "nightly.job=" + JOB);

    assertThat(stored("nightly").configured()).isTrue();
    assertThat(stored("nightly").createdBy()).isNull();
  }

  @Test
  void theJobsOfOneThatHasLeftAreThoseOfTheClientThatChangesIt() {
    start("nightly.cron=@daily", "nightly.job=" + JOB);
    ScheduleDefinition definition = definitions.of(stored("nightly"));
    start();

    var _ = editor.put("nightly", definition, "shop", EditCondition.NONE);
    assertThat(stored("nightly").createdBy()).isNull(); // nothing has changed

    ScheduleDefinition other =
        read("nightly.cron=@hourly", "nightly.job=" + JOB).definitions().get("nightly");
    var _ = editor.put("nightly", other, "shop", EditCondition.NONE);
    assertThat(stored("nightly").createdBy()).isEqualTo("shop");
  }

  @Test
  void schedulesOfClientsStay() {
    ScheduleDefinition definition =
        read("nightly.cron=@daily", "nightly.job=" + JOB).definitions().get("nightly");
    var _ = editor.put("nightly", definition, "shop", EditCondition.NONE);

    start();

    assertThat(stored("nightly").pause()).isNull();
  }
}
