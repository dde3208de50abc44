package io.jobwheel.dispatch.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.submission.IdempotencyKeyFactory.Kind;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.IdempotencyKey;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What makes two requests with one key different. */
class IdempotencyKeyFactoryTest {

  private final IdempotencyKeyFactory factory = new IdempotencyKeyFactory(Duration.ofDays(1));
  private final JobSpec spec = Jobs.queued().build().spec();

  private UUID fingerprint(JobSpec... specs) {
    IdempotencyKey key = factory.create("key", null, Kind.JOB, List.of(specs), List.of(), Jobs.NOW);
    return key.fingerprint();
  }

  private UUID fingerprint(JobLimit... limits) {
    return fingerprint(spec.withLimits(List.of(limits)));
  }

  @Test
  void equalLimitsAreTheSameRequest() {
    assertThat(fingerprint(new JobLimit("a", "k", 1)))
        .isEqualTo(fingerprint(new JobLimit("a", "k", 1)));
    assertThat(fingerprint(new JobLimit[0])).isEqualTo(fingerprint(spec));
  }

  @Test
  void eachDetailOfALimitMakesAnotherRequest() {
    JobLimit limit = new JobLimit("a", "k", 1);
    assertThat(
            List.of(
                fingerprint(spec),
                fingerprint(limit),
                fingerprint(new JobLimit("b", "k", 1)),
                fingerprint(new JobLimit("a", "l", 1)),
                fingerprint(new JobLimit("a", null, 1)),
                fingerprint(new JobLimit("a", "k", 2)),
                fingerprint(limit, new JobLimit("b", "k", 1)),
                fingerprint(spec.withLimits(List.of(limit)), spec),
                fingerprint(spec, spec.withLimits(List.of(limit)))))
        .doesNotHaveDuplicates();
  }
}
