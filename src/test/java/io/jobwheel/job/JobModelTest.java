package io.jobwheel.job;

import static io.jobwheel.job.JobState.BLOCKED;
import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.job.JobState.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobModelTest {

  /** The moves of the design: everything else is illegal. */
  private static final Map<JobState, Set<JobState>> MOVES =
      Map.of(
          SCHEDULED, EnumSet.of(QUEUED, CANCELLED, FAILED),
          BLOCKED, EnumSet.of(QUEUED, SCHEDULED, CANCELLED, FAILED),
          QUEUED, EnumSet.of(RUNNING, CANCELLED, SCHEDULED, BLOCKED, FAILED),
          RUNNING, EnumSet.of(SUCCEEDED, FAILED, CANCELLED, SCHEDULED, QUEUED),
          FAILED, EnumSet.of(QUEUED),
          CANCELLED, EnumSet.of(QUEUED),
          SUCCEEDED, EnumSet.noneOf(JobState.class));

  @ParameterizedTest
  @EnumSource(JobState.class)
  void aStateMovesAsDesignedAndNowhereElse(JobState from) {
    Set<JobState> reachable =
        EnumSet.allOf(JobState.class).stream().filter(from::canBecome).collect(Collectors.toSet());
    assertThat(reachable).isEqualTo(MOVES.get(from));
  }

  @Test
  void threeStatesAreFinal() {
    assertThat(EnumSet.allOf(JobState.class).stream().filter(JobState::isFinal))
        .containsExactlyInAnyOrder(SUCCEEDED, FAILED, CANCELLED);
  }

  @Test
  void modesAreKnownByTheirWireNamesExactly() {
    for (ExecutionMode mode : ExecutionMode.values()) {
      assertThat(ExecutionMode.named(mode.wireName())).contains(mode);
    }
    assertThat(ExecutionMode.named("EVENT_LOOP")).isEmpty();
    assertThat(ExecutionMode.named("Event-Loop")).isEmpty();
    assertThat(ExecutionMode.wireNames())
        .isEqualTo("sequential, event-loop, thread-pool, virtual-threads, process-pool");
  }

  @ParameterizedTest
  @CsvSource({
    "1s, 1000000000",
    "800ms, 800000000",
    "1.5s, 1500000000",
    "0s, 0",
    "-1s, -1000000000",
    "-0.5s, -500000000",
    "+2m, 120000000000",
    "3us, 3000",
    "7ns, 7",
    "1h, 3600000000000",
    "1d, 86400000000000",
    "PT1S, 1000000000",
    "PT0.8S, 800000000",
    "pt1m, 60000000000"
  })
  void durationsAreReadAsPeopleWriteThem(String text, long nanos) {
    assertThat(Durations.parse(text)).hasNanos(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "s",
        "1 s",
        "1S",
        "1.s",
        ".5s",
        "1,5s",
        "1s ",
        "one second",
        "1e3s",
        "PT",
        "P1Y",
        "999999999999999999d",
        "9999999999999999999s",
        "--1s",
        "0x1s",
        "NaN",
        "1s2s"
      })
  void whatIsNoDurationIsRefusedWithAdvice(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a duration such as 1s, 800ms or PT1S");
  }

  @Test
  void outcomesKnowTheStateThatTheyLeadTo() {
    JobError error = new JobError("code", "message");
    assertThat(
            List.of(
                new Outcome.Succeeded(null).state(),
                new Outcome.Failed(error).state(),
                new Outcome.Cancelled(error).state(),
                new Outcome.Released().state()))
        .containsExactly(SUCCEEDED, FAILED, CANCELLED, QUEUED)
        .allMatch(RUNNING::canBecome);
  }

  @ParameterizedTest
  @CsvSource({
    // returnWhen, queued, running, succeeded, failed, cancelled, met
    "ALL_COMPLETED, 0, 1, 2, 0, 0, false",
    "ALL_COMPLETED, 0, 0, 1, 1, 1, true",
    "FAIL_FAST, 1, 0, 0, 1, 0, false",
    "FAIL_FAST, 0, 0, 0, 1, 2, true",
    "FIRST_COMPLETED, 2, 1, 0, 0, 0, false",
    "FIRST_COMPLETED, 2, 0, 1, 0, 0, true",
    "FIRST_COMPLETED, 2, 0, 0, 0, 1, true",
    "FIRST_EXCEPTION, 2, 0, 1, 0, 1, false",
    "FIRST_EXCEPTION, 2, 0, 0, 1, 0, true",
    "FIRST_EXCEPTION, 0, 0, 2, 0, 1, true"
  })
  void aGroupHasEndedWhenItsConditionIsMet(
      CompletionCondition when,
      long queued,
      long running,
      long succeeded,
      long failed,
      long cancelled,
      boolean met) {
    StateCounts counts =
        new StateCounts(
            Map.of(
                QUEUED, queued,
                RUNNING, running,
                SUCCEEDED, succeeded,
                FAILED, failed,
                CANCELLED, cancelled));
    assertThat(when.isMet(counts)).isEqualTo(met);
  }

  @ParameterizedTest
  @CsvSource({"3, 0, 0, SUCCEEDED", "2, 0, 1, CANCELLED", "1, 1, 1, FAILED", "0, 1, 0, FAILED"})
  void theWorstEndIsTheVerdict(long succeeded, long failed, long cancelled, JobState verdict) {
    StateCounts counts =
        new StateCounts(Map.of(SUCCEEDED, succeeded, FAILED, failed, CANCELLED, cancelled));
    assertThat(counts.verdict()).isEqualTo(verdict);
    assertThat(counts.finished()).isEqualTo(succeeded + failed + cancelled);
    assertThat(counts.allFinal()).isTrue();
  }

  @Test
  void countsNameEveryState() {
    assertThat(new StateCounts(Map.of()).byState()).containsOnlyKeys(JobState.values());
  }

  @Test
  void aGroupIsRunningOnceAnyJobHasBegun() {
    Instant now = Instant.EPOCH;
    JobGroup group =
        JobGroup.accepted(
            UUID.randomUUID(), ExecutionMode.SEQUENTIAL, CompletionCondition.ALL_COMPLETED, now);
    assertThat(group.state()).isEqualTo(QUEUED);
    JobGroup begun = group.started(now);
    assertThat(begun.state()).isEqualTo(RUNNING);
    JobGroup ended =
        new JobGroup(group.id(), group.mode(), group.returnWhen(), now, now, FAILED, now, null);
    assertThat(ended.state()).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @ValueSource(ints = {-101, 101, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void aSpecHasASanePriority(int priority) {
    assertThatThrownBy(() ->
            new JobSpec(
                "countdown",
                ExecutionMode.SEQUENTIAL,
                "{}",
                priority,
                JobSpec.AT_ONCE,
                AttemptPolicy.ONCE,
                null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-100 to 100");
  }

  @Test
  void fieldErrorsKnowTheirParent() {
    assertThat(new FieldError("delay", "is required").under("payload").field())
        .isEqualTo("payload.delay");
    assertThat(new FieldError("", "is required").under("payload").field()).isEqualTo("payload");
    assertThat(
            new InvalidJobException(
                List.of(new FieldError("a", "is odd"), new FieldError("b", "is even"))))
        .hasMessage("a: is odd; b: is even");
  }
}
