package io.jobwheel.api;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.dispatch.FakeDispatch;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.ReturnWhen;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs and groups to show. */
final class Samples {

  static final Instant START = FakeDispatch.NOW;
  static final Instant END = START.plusSeconds(3);

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private Samples() {}

  static UUID id() {
    return IDS.generate();
  }

  static Job job(JobState state) {
    return job(state, null);
  }

  static Job job(JobState state, @Nullable UUID groupId) {
    return job(id(), state, groupId, null);
  }

  static Job cancelledByForce() {
    Job job = job(id(), JobState.CANCELLED, null, START);
    return new Job(
        job.id(),
        job.groupId(),
        job.type(),
        job.mode(),
        job.state(),
        job.priority(),
        job.attempt(),
        job.fence(),
        job.payload(),
        job.result(),
        new JobError("cancelled-by-force", "It did not end."),
        job.createdAt(),
        job.runAt(),
        job.startedAt(),
        job.finishedAt(),
        job.cancelRequestedAt(),
        job.crashes(),
        job.failures(),
        job.policy(),
        job.traceparent(),
        null);
  }

  static Job job(
      UUID id, JobState state, @Nullable UUID groupId, @Nullable Instant cancelRequestedAt) {
    boolean begun = state == JobState.RUNNING || state.isFinal();
    return new Job(
        id,
        groupId,
        "countdown",
        ExecutionMode.EVENT_LOOP,
        state,
        7,
        begun ? 2 : 0,
        begun ? 5 : 0,
        "{\"name\":\"A\",\"delay\":\"1s\"}",
        state == JobState.SUCCEEDED ? "{\"z\":1.50,\"a\":[12345678901234567890]}" : null,
        state == JobState.FAILED ? new JobError("handler-failed", "It broke.") : null,
        START,
        START,
        begun ? START : null,
        state.isFinal() ? END : null,
        cancelRequestedAt,
        begun ? 1 : 0,
        0,
        AttemptPolicy.ONCE,
        null,
        null);
  }

  static JobGroup group(ReturnWhen returnWhen, @Nullable JobState outcome) {
    return new JobGroup(
        id(),
        ExecutionMode.EVENT_LOOP,
        returnWhen,
        START,
        START,
        outcome,
        outcome == null ? null : END);
  }
}
