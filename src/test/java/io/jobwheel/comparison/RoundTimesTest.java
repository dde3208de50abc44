package io.jobwheel.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobwheel.comparison.RoundMeter.RoundUsage;
import io.jobwheel.comparison.report.RoundResult;
import io.jobwheel.eventloop.Histogram;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobState;
import io.jobwheel.job.JobStatus;
import io.jobwheel.job.JobTimes;
import io.jobwheel.job.Jobs;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The times of a round are those of its jobs. */
class RoundTimesTest {

  private static final UUID GROUP = new UUID(3, 4);

  private static @Nullable Instant at(@Nullable Double second) {
    return second == null ? null : Instant.EPOCH.plusNanos(Math.round(second * 1e9));
  }

  private static Job job(JobState state, double created, @Nullable Double started, double ended) {
    Job job = Jobs.queued().build();
    Instant createdAt = at(created);
    assertThat(createdAt).isNotNull();
    return new Job(
        Jobs.newId(),
        GROUP,
        null,
        job.spec(),
        new JobStatus(state),
        JobAttempts.FIRST,
        new JobTimes(createdAt, at(started), at(ended), null),
        null,
        null);
  }

  @Test
  void theTotalLastsFromTheFirstSubmitToTheLastEnd() {
    RoundResult round =
        RoundTimes.of(
            GROUP,
            List.of(
                job(JobState.SUCCEEDED, 0, 0.5, 2.5),
                job(JobState.FAILED, 0, 0.1, 4.1),
                job(JobState.CANCELLED, 0, null, 1)),
            new RoundUsage(1.5, 0.001, 7L),
            2);
    assertThat(round.totalSeconds()).isEqualTo(4.1);
    // of the two that have started
    assertThat(round.waitSeconds()).isEqualTo(0.3, within(1e-9));
    assertThat(round.runSeconds()).isEqualTo(3.0, within(1e-9));
    assertThat(round.failed()).isEqualTo(2);
    // jobs ran for 6 s together, in which the processors have 8.2 s
    assertThat(round.processorShare()).isEqualTo(0.25, within(1e-9));
    assertThat(round.loopDelaySeconds()).isEqualTo(0.001);
    assertThat(round.workerMemoryBytes()).isEqualTo(7);
  }

  @Test
  void jobsThatShareAProcessorComputeAllTheSame() {
    // four jobs of a second each on one processor, by turns
    List<Job> jobs =
        List.of(
            job(JobState.SUCCEEDED, 0, 0.0, 4),
            job(JobState.SUCCEEDED, 0, 0.0, 4),
            job(JobState.SUCCEEDED, 0, 0.0, 4),
            job(JobState.SUCCEEDED, 0, 0.0, 4));
    RoundResult round = RoundTimes.of(GROUP, jobs, new RoundUsage(4.0, null, null), 1);
    assertThat(round.processorShare()).isEqualTo(1.0);
  }

  @Test
  void nothingIsMeasuredOfJobsThatNeverStarted() {
    RoundResult round =
        RoundTimes.of(GROUP, List.of(job(JobState.CANCELLED, 1, null, 2)), RoundUsage.UNKNOWN, 1);
    assertThat(round)
        .returns(1.0, RoundResult::totalSeconds)
        .returns(null, RoundResult::waitSeconds)
        .returns(null, RoundResult::runSeconds)
        .returns(null, RoundResult::processorShare);
  }

  @Test
  void thePercentileIsTheUpperBoundOfItsBucket() {
    long[] counts = new long[Histogram.BUCKETS];
    assertThat(RoundMeter.percentile(counts)).isNull();
    counts[2] = 98;
    counts[5] = 2;
    assertThat(RoundMeter.percentile(counts)).isEqualTo(Histogram.upperBound(5) / 1e9);
    counts[2] = 99;
    counts[5] = 1;
    assertThat(RoundMeter.percentile(counts)).isEqualTo(Histogram.upperBound(2) / 1e9);
    counts[Histogram.BUCKETS - 1] = 1_000;
    assertThat(RoundMeter.percentile(counts))
        .isEqualTo(Histogram.upperBound(Histogram.BUCKETS - 2) / 1e9);
  }
}
