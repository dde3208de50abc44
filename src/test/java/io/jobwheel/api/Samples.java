package io.jobwheel.api;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobAttempts;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sample jobs and groups. */
public final class Samples {

  public static final Instant START = FakeDispatch.NOW;
  public static final Instant END = START.plusSeconds(3);

  /** A submission of a group of three jobs. */
  public static final String GROUP =
      """
      {"mode":"event-loop","jobs":[
        {"type":"countdown","payload":{"name":"A","delay":"1s"}},
        {"type":"countdown","payload":{"name":"B","delay":"800ms"}},
        {"type":"countdown","payload":{"name":"C","delay":"500ms"}}]}
      """;

  private static final NoArgGenerator IDS = Generators.timeBasedEpochGenerator();

  private Samples() {}

  public static UUID id() {
    return IDS.generate();
  }

  public static Job job(JobState state) {
    return sample(state).build();
  }

  public static Job job(JobState state, UUID groupId) {
    return sample(state).in(groupId).build();
  }

  public static Job job(UUID id, JobState state) {
    return sample(state).id(id).build();
  }

  public static Job cancelledByForce() {
    return sample(JobState.CANCELLED)
        .cancelRequestedAt(START)
        .error(new JobError("cancelled-by-force", "It did not end."))
        .build();
  }

  public static Job cancelRequested(JobState state, Instant at) {
    return sample(state).cancelRequestedAt(at).build();
  }

  private static Jobs sample(JobState state) {
    Jobs job =
        Jobs.inState(state)
            .mode(ExecutionMode.EVENT_LOOP)
            .priority(7)
            .payload("{\"name\":\"A\",\"delay\":\"1s\"}")
            .acceptedAt(START);
    return switch (state) {
      case SCHEDULED, BLOCKED, QUEUED -> job;
      case RUNNING -> begun(job);
      case SUCCEEDED ->
          begun(job).finishedAt(END).result("{\"z\":1.50,\"a\":[12345678901234567890]}");
      case FAILED -> begun(job).finishedAt(END).error(new JobError("handler-failed", "It broke."));
      case CANCELLED -> begun(job).finishedAt(END);
    };
  }

  private static Jobs begun(Jobs job) {
    return job.startedAt(START).attempts(new JobAttempts(2, 5, 1, 0, 0));
  }

  public static JobGroup group(CompletionCondition returnWhen, @Nullable JobState outcome) {
    return new JobGroup(
        id(),
        ExecutionMode.EVENT_LOOP,
        returnWhen,
        START,
        START,
        outcome,
        outcome == null ? null : END,
        null);
  }
}
