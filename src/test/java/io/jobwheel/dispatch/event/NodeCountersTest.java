package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.event.JobEvent.AttemptCrashed;
import io.jobwheel.dispatch.event.JobEvent.AttemptReleased;
import io.jobwheel.dispatch.event.JobEvent.AttemptTimedOut;
import io.jobwheel.dispatch.event.JobEvent.CancellationRequested;
import io.jobwheel.dispatch.event.JobEvent.FinishReason;
import io.jobwheel.dispatch.event.JobEvent.GroupFinished;
import io.jobwheel.dispatch.event.JobEvent.JobDuplicated;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEvent.JobQueued;
import io.jobwheel.dispatch.event.JobEvent.JobRedriven;
import io.jobwheel.dispatch.event.JobEvent.JobRetried;
import io.jobwheel.dispatch.event.JobEvent.JobsAdded;
import io.jobwheel.dispatch.event.JobEvent.JobsClaimed;
import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.query.NodeStatus.NodeCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeCountersTest {

  private final NodeCounters counters = new NodeCounters();
  private final Job job = Jobs.queued().build();

  private void publish(JobEvent... events) {
    new JobEventPublisher(List.of(counters)).publish(List.of(events));
  }

  @Test
  void attemptsAreCountedWhetherTheyWereClaimedOrStartedBySubmission() {
    publish(
        new JobsClaimed(ExecutionMode.EVENT_LOOP, List.of(job, job)),
        new JobsClaimed(ExecutionMode.EVENT_LOOP, List.of()),
        new JobsSubmitted(
            List.of(
                Jobs.running().build(),
                job,
                Jobs.scheduled(Jobs.NOW).build(),
                Jobs.running().build())));
    assertThat(counters.counts()).isEqualTo(new NodeCounts(4, 0, 0, 0, 0, 0));
  }

  @Test
  void endsAreCountedByTheirState() {
    for (FinishReason reason : FinishReason.values()) {
      publish(new JobFinished(job, reason));
    }
    assertThat(counters.counts())
        .as("four ways to fail, three to be cancelled")
        .isEqualTo(new NodeCounts(0, 1, 4, 3, 0, 0));
  }

  @Test
  void aCrashThatIsRetriedIsBoth() {
    publish(new AttemptCrashed(job), new JobRetried(job, Jobs.NOW, FailureReason.CRASH));
    publish(new AttemptCrashed(job), new JobQueued(job));
    assertThat(counters.counts()).isEqualTo(new NodeCounts(0, 0, 0, 0, 1, 2));
  }

  @Test
  void allOtherEventsCountNothing() {
    publish(
        new JobsAdded(List.of(job)),
        new AttemptTimedOut(job, FailureReason.TIMEOUT),
        new AttemptReleased(job),
        new JobQueued(job),
        new JobRedriven(job),
        new JobDuplicated(job, DuplicateOutcome.RETURNED),
        new CancellationRequested(job, CancelReason.REQUESTED),
        new GroupFinished(Jobs.group(CompletionCondition.ALL_COMPLETED)));
    assertThat(counters.counts()).isEqualTo(new NodeCounts(0, 0, 0, 0, 0, 0));
  }
}
