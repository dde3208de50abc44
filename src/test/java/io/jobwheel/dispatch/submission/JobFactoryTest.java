package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state of new jobs by their {@code runAt}. */
class JobFactoryTest {

  private static final String NOW = "2026-11-29T12:00:00.000001Z";

  private final JobFactory factory = new JobFactory(InstantSource.fixed(Instant.parse(NOW)));

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T12:00:00.000000Z, " + NOW + ", QUEUED", // a microsecond ago
    "2026-11-29T12:00:00.000001Z, " + NOW + ", QUEUED", // now
    "2026-11-29T12:00:00.000001999Z, " + NOW + ", QUEUED", // finer digits are dropped
    "2026-11-29T12:00:00.000002Z, 2026-11-29T12:00:00.000002Z, SCHEDULED",
    "2026-11-29T12:00:00.000002001Z, 2026-11-29T12:00:00.000002Z, SCHEDULED",
    "0000-01-01T00:00:00Z, " + NOW + ", QUEUED",
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z, SCHEDULED",
  })
  void aJobIsDueAtItsRunAtButNotBeforeItsAcceptance(
      Instant requested, Instant runAt, JobState state) {
    Job job = job(requested, 0);
    assertThat(job.runAt()).isEqualTo(runAt);
    assertThat(job.state()).isEqualTo(state);
    // the fast path decides alike
    assertThat(job(requested, 1).state())
        .isEqualTo(state == JobState.QUEUED ? JobState.RUNNING : JobState.SCHEDULED);
  }

  private Job job(Instant requested, int claimed) {
    JobSpec spec =
        new JobSpec(
            "probe", ExecutionMode.THREAD_POOL, "{}", 0, requested, AttemptPolicy.ONCE, null);
    return factory
        .jobs(
            List.of(spec),
            null,
            factory.now(),
            each -> JobFactory.isDue(each, factory.now()),
            _ -> claimed,
            "shop")
        .getFirst();
  }
}
