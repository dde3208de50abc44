package io.jobwheel.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FieldError;
import jakarta.validation.Validation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobTypesTest {

  private final JobTypes types =
      new JobTypes(
          List.of(new CountdownHandler(), new ProbeHandler()),
          Validation.buildDefaultValidatorFactory().getValidator());

  @Test
  void typesAreListedByName() {
    assertThat(types.submittable()).extracting(JobType::name).containsExactly("countdown", "probe");
    assertThat(types.names()).containsExactly("countdown", "probe");
    assertThat(types.find("countdown")).isPresent();
    assertThat(types.find("Countdown")).isEmpty();
  }

  @Test
  void twoHandlersOfOneTypeAreRefusedWithAdvice() {
    assertThatThrownBy(() ->
            new JobTypes(
                List.of(new ProbeHandler(), new ProbeHandler()),
                Validation.buildDefaultValidatorFactory().getValidator()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'probe'")
        .hasMessageContaining("Rename one of the types");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1s", "800ms", "PT0.5S", "0s", "24h", "1.5s"})
  void aCountdownTakesADelayInAnyStyle(String delay) {
    assertThat(types.validate("countdown", "{\"name\":\"Z\",\"delay\":\"" + delay + "\"}"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|delay, name",
        "{\"name\":\"A\"}|delay",
        "{\"delay\":\"1s\"}|name",
        "{\"name\":null,\"delay\":null}|delay, name",
        "{\"name\":\"a\",\"delay\":\"1s\"}|name",
        "{\"name\":\"AB\",\"delay\":\"1s\"}|name",
        "{\"name\":\"\",\"delay\":\"1s\"}|name",
        "{\"name\":\"Ä\",\"delay\":\"1s\"}|name",
        "{\"name\":\"A\\n\",\"delay\":\"1s\"}|name",
        "{\"name\":\"A\",\"delay\":\"-1ms\"}|delay",
        "{\"name\":\"A\",\"delay\":\"25h\"}|delay",
        "{\"name\":\"A\",\"delay\":\"soon\"}|delay",
        "{\"name\":\"A\",\"delay\":1}|delay",
        "{\"name\":\"A\",\"delay\":{}}|delay",
        "{\"name\":7,\"delay\":\"1s\"}|name",
        "{\"name\":\"A\",\"delay\":\"1s\",\"colour\":\"red\"}|colour",
        "[]|''",
        "null|''",
        "\"A\"|''"
      })
  void aPayloadThatDoesNotFitNamesItsFields(String payload, String fields) {
    List<String> expected = List.of(fields.split(", "));
    assertThat(types.validate("countdown", payload))
        .extracting(FieldError::field)
        .containsExactlyElementsOf(expected);
    assertThat(types.validate("countdown", payload))
        .allSatisfy(error -> assertThat(error.message()).isNotBlank().doesNotContain("jobwheel"));
  }

  @Test
  void aTypeThatIsNotHereCannotBeRun() {
    assertThatThrownBy(() -> types.validate("elsewhere", "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'elsewhere'")
        .hasMessageContaining("countdown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "1st", "with space", "under_score", "ümlaut", "a/b"})
  void aTypeHasAPlainName(String name) {
    assertThatThrownBy(() -> type(name, EnumSet.allOf(ExecutionMode.class)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theDefaultModeIsOneOfTheModes() {
    assertThatThrownBy(() -> type("ok", Set.of(ExecutionMode.THREAD_POOL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("event-loop");
  }

  private static JobType<ProbeHandler.Nothing> type(String name, Set<ExecutionMode> modes) {
    return new JobType<>(
        name,
        "For a test.",
        ProbeHandler.Nothing.class,
        modes,
        ExecutionMode.EVENT_LOOP,
        AttemptPolicy.ONCE);
  }
}
