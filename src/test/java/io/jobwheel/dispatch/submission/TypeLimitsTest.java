package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.time.Ticker;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The default limits of job types, and the keys that they take from payloads. */
class TypeLimitsTest {

  private final MemoryLimits store = new MemoryLimits();

  @BeforeEach
  void define() {
    store.put("all", new LimitSpec(3, null, null, OnLimit.BLOCK));
    store.put("per-key", new LimitSpec(null, 2, null, OnLimit.BLOCK));
  }

  /** Returns a validator with properties such as {@code http.limits.per-key.key-from=/url}. */
  private LimitValidator validator(String... properties) {
    Map<String, String> map =
        Arrays.stream(properties)
            .map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> "jobwheel.types." + each[0], each -> each[1]));
    TypeLimitProperties bound =
        new Binder(new MapConfigurationPropertySource(new HashMap<>(map)))
            .bindOrCreate("jobwheel", TypeLimitProperties.class);
    return new LimitValidator(new ActiveLimits(store, Ticker.system()), new TypeLimits(bound));
  }

  private static List<JobLimit> limits(
      LimitValidator validator, String payload, JobLimit... named) {
    FieldErrors errors = new FieldErrors();
    List<JobLimit> all = validator.withDefaults(List.of(named), "http", payload, "limits", errors);
    assertThat(errors.listed()).isEmpty();
    return all;
  }

  private static List<FieldError> errors(
      LimitValidator validator, String payload, JobLimit... named) {
    FieldErrors errors = new FieldErrors();
    var _ = validator.withDefaults(List.of(named), "http", payload, "jobs[3].limits", errors);
    return errors.listed();
  }

  @Test
  void thereAreNoneByDefault() {
    assertThat(limits(validator(), "{}")).isEmpty();
    assertThat(limits(validator("report.limits.all.units=1"), "{}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          /url      | host  | {"url":"https://API.Example.com:8443/a?b=c"} | api.example.com
          /url      | host  | {"url":"http://api.example.com."}            | api.example.com
          /url      | host  | {"url":"http://192.0.2.7/"}                  | 192.0.2.7
          /url      | host  | {"url":"http://[2001:DB8::1]/"}              | 2001:db8::1
          /id       | value | {"id":"Acme Ltd"}                            | Acme Ltd
          /id       | value | {"id":42}                                    | 42
          /a/1/b    | value | {"a":[0,{"b":"x"}]}                          | x
          /a~1b~0c  | value | {"a/b~c":"x"}                                | x
          """)
  void theKeyIsTakenFromThePayload(String from, String as, String payload, String key) {
    LimitValidator validator =
        validator("http.limits.per-key.key-from=" + from, "http.limits.per-key.key-as=" + as);

    assertThat(limits(validator, payload)).containsExactly(new JobLimit("per-key", key, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          /url   | value | {}
          /url   | value | []
          /url   | value | "text"
          /url   | value | {"url":null}
          /url   | value | {"url":true}
          /url   | value | {"url":{"host":"a"}}
          /url   | value | {"url":["a"]}
          /url/0 | value | {"url":"abc"}
          /url   | host  | {"url":"not a url"}
          /url   | host  | {"url":"mailto:a@example.com"}
          /url   | host  | {"url":"http://shop:secret@example.com/"}
          /url   | host  | {"url":7}
          """)
  void aJobHasNoKeyIfThereIsNone(String from, String as, String payload) {
    String[] rest = {"key-from=" + from, "key-as=" + as};
    LimitValidator ofAll = validator("http.limits.all." + rest[0], "http.limits.all." + rest[1]);
    LimitValidator ofKey =
        validator("http.limits.per-key." + rest[0], "http.limits.per-key." + rest[1]);

    assertThat(limits(ofAll, payload)).containsExactly(new JobLimit("all", null, 1));
    assertThat(errors(ofKey, payload))
        .containsExactly(
            new FieldError(
                "jobs[3].limits",
                "of the type include 'per-key', whose key is required: the limit 'per-key' is"
                    + " counted for each key"));
  }

  @Test
  void aTextThatIsNoKeyIsAnError() {
    LimitValidator validator = validator("http.limits.all.key-from=/id");

    for (String id : List.of("", "k".repeat(256), "a\\nb")) {
      assertThat(errors(validator, "{\"id\":\"%s\"}".formatted(id)))
          .singleElement()
          .satisfies(
              error -> assertThat(error.message()).contains("'all', whose key must be 1 to"));
    }
  }

  @Test
  void theUnitsAreThoseOfTheConfiguration() {
    assertThat(limits(validator("http.limits.all.units=3"), "{}"))
        .containsExactly(new JobLimit("all", null, 3));
    assertThat(errors(validator("http.limits.all.units=4"), "{}"))
        .singleElement()
        .satisfies(error -> assertThat(error.message()).contains("whose units must be at most 3"));
  }

  @Test
  void aLimitThatTheJobNamesIsNotAdded() {
    LimitValidator validator =
        validator("http.limits.all.units=2", "http.limits.per-key.key-from=/id");
    JobLimit own = new JobLimit("per-key", "mine", 1);

    assertThat(limits(validator, "{\"id\":\"theirs\"}", own))
        .containsExactly(own, new JobLimit("all", null, 2));
  }

  @Test
  void aLimitThatDoesNotExistIsAnError() {
    assertThat(errors(validator("http.limits.none.units=1"), "{}"))
        .containsExactly(
            new FieldError(
                "jobs[3].limits", "of the type include 'none', whose name 'none' is unknown"));
  }

  @Test
  void theyCountTowardTheMaximum() {
    JobLimit[] own =
        IntStream.range(0, 16)
            .mapToObj(i -> new JobLimit("all", "k" + i, 1))
            .toArray(JobLimit[]::new);

    assertThat(errors(validator("http.limits.per-key.key-from=/id"), "{\"id\":\"a\"}", own))
        .containsExactly(new FieldError("jobs[3].limits", "must have at most 16 limits, not 17"));
  }
}
