package io.jobwheel.dispatch.event;

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
import io.jobwheel.dispatch.event.JobEvent.LimitEnforced;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.JobCancellations.Cancellation;
import io.jobwheel.store.JobClaims.Claimed;
import io.jobwheel.store.JobDeadlines.Expired;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.LimitRejection;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.SupersededJobs.Superseded;
import io.jobwheel.store.operation.Operations.StepResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Maps the answers of the store to events. */
public final class JobEventMapper {

  private JobEventMapper() {}

  /**
   * Maps a submission.
   *
   * @param jobs the stored jobs; may be empty
   * @param result why the others were not stored
   */
  public static List<JobEvent> ofSubmission(List<Job> jobs, SubmissionResult result) {
    List<JobEvent> events = new ArrayList<>();
    if (!jobs.isEmpty()) {
      events.add(new JobsSubmitted(jobs));
    }
    addDuplicates(events, result.duplicates().values());
    for (LimitRejection rejection : result.rejections().values()) {
      events.add(new LimitEnforced(rejection.blocker().limit(), OnLimit.REJECT, 1));
    }
    return events;
  }

  private static void addDuplicates(List<JobEvent> events, Collection<Duplicate> duplicates) {
    duplicates.forEach(
        duplicate -> events.add(new JobDuplicated(duplicate.holder(), duplicate.decision())));
  }

  /** Maps a submission of at least one job, all of which are stored. */
  public static List<JobEvent> ofSubmission(List<Job> jobs) {
    return ofSubmission(jobs, SubmissionResult.STORED);
  }

  /** Maps jobs that were stored without admission, and cancellations for their sake. */
  public static List<JobEvent> ofAdded(
      List<Job> jobs, List<Duplicate> duplicates, List<Cancellation> cancelled) {
    List<JobEvent> events = new ArrayList<>();
    addCancellations(events, cancelled, CancelReason.REQUESTED);
    if (!jobs.isEmpty()) {
      events.add(new JobsAdded(jobs));
    }
    addDuplicates(events, duplicates);
    return events;
  }

  /** Maps a claim for the lane of the mode. */
  public static List<JobEvent> ofClaim(ExecutionMode mode, List<Claimed> claimed) {
    return List.of(new JobsClaimed(mode, claimed.stream().map(Claimed::job).toList()));
  }

  /**
   * Maps the outcome of an attempt.
   *
   * @return empty if the fence refused the outcome
   */
  public static List<JobEvent> ofOutcome(Job job, Outcome outcome, Recorded recorded) {
    JobState state = recorded.state();
    if (state == null) {
      return List.of();
    }
    List<JobEvent> events = new ArrayList<>(2);
    addAttempt(events, job, outcome);
    if (state.isFinal()) {
      events.add(new JobFinished(job, finishReason(state, outcome)));
    } else if (outcome instanceof Outcome.Retried retried) {
      events.add(new JobRetried(job, retried.runAt(), retried.reason()));
    } else {
      events.add(new JobQueued(job));
    }
    addGroup(events, recorded.endedGroup());
    addCancellations(events, recorded.cancelledSiblings(), CancelReason.GROUP_FAILED);
    return events;
  }

  /** Maps the rescue of jobs of lost nodes. */
  public static List<JobEvent> ofRescue(Rescue rescue) {
    return ofLostAttempts(rescue, AttemptCrashed::new);
  }

  /** Maps the release of the jobs of a node that stops. */
  public static List<JobEvent> ofRelease(Rescue released) {
    return ofLostAttempts(released, AttemptReleased::new);
  }

  /** Maps the ends of waiting jobs at their deadlines. */
  public static List<JobEvent> ofExpired(Expired expired) {
    List<JobEvent> events = new ArrayList<>();
    expired.jobs().forEach(job -> events.add(new JobFinished(job, FinishReason.DEADLINE_WAITING)));
    expired.endedGroups().forEach(group -> addGroup(events, group));
    addCancellations(events, expired.cancelledSiblings(), CancelReason.GROUP_FAILED);
    return events;
  }

  /** Maps a cancellation. */
  public static List<JobEvent> ofCancellation(Cancellation cancellation, CancelReason reason) {
    List<JobEvent> events = new ArrayList<>(2);
    addCancellations(events, List.of(cancellation), reason);
    return events;
  }

  /** Maps the cancellation of jobs for the sake of later ones. */
  public static List<JobEvent> ofSuperseded(List<Superseded> superseded) {
    List<JobEvent> events = new ArrayList<>();
    for (Superseded each : superseded) {
      addCancellations(events, each.cancelled(), CancelReason.SUPERSEDED);
      events.add(new LimitEnforced(each.limit(), OnLimit.CANCEL_OLDEST, each.cancelled().size()));
    }
    return events;
  }

  /** Maps the redrive of jobs. */
  public static List<JobEvent> ofRedrive(List<Job> redriven) {
    return redriven.stream().<JobEvent>map(JobRedriven::new).toList();
  }

  /** Maps a step of a bulk operation. */
  public static List<JobEvent> ofStep(StepResult step) {
    List<JobEvent> events = new ArrayList<>(ofRedrive(step.redriven()));
    addCancellations(events, step.cancelled(), CancelReason.REQUESTED);
    return events;
  }

  /** Maps the end of a group apart from the end of one of its jobs. */
  public static List<JobEvent> ofGroup(JobGroup ended) {
    return List.of(new GroupFinished(ended));
  }

  private static List<JobEvent> ofLostAttempts(
      Rescue rescue, Function<Job, JobEvent> attemptEnded) {
    List<JobEvent> events = new ArrayList<>();
    for (Job job : rescue.requeued()) {
      events.add(attemptEnded.apply(job));
      events.add(new JobQueued(job));
    }
    for (Job job : rescue.cancelled()) {
      events.add(attemptEnded.apply(job));
      events.add(new JobFinished(job, FinishReason.CANCELLED_RUNNING));
    }
    for (Job job : rescue.failed()) {
      events.add(attemptEnded.apply(job));
      events.add(new JobFinished(job, FinishReason.CRASHED_TOO_OFTEN));
    }
    rescue.endedGroups().forEach(group -> addGroup(events, group));
    addCancellations(events, rescue.cancelledSiblings(), CancelReason.GROUP_FAILED);
    return events;
  }

  private static void addAttempt(List<JobEvent> events, Job job, Outcome outcome) {
    if (outcome instanceof Outcome.Released) {
      events.add(new AttemptReleased(job));
      return;
    }
    switch (outcome.failureReason().orElse(FailureReason.FAILURE)) {
      case CRASH -> events.add(new AttemptCrashed(job));
      case TIMEOUT -> events.add(new AttemptTimedOut(job, FailureReason.TIMEOUT));
      case CALL_TIMEOUT -> events.add(new AttemptTimedOut(job, FailureReason.CALL_TIMEOUT));
      case FAILURE, DEADLINE, DEFERRED -> {
        // only its job has an event
      }
    }
  }

  private static void addGroup(List<JobEvent> events, @Nullable JobGroup ended) {
    if (ended != null) {
      events.add(new GroupFinished(ended));
    }
  }

  private static void addCancellations(
      List<JobEvent> events, List<Cancellation> cancellations, CancelReason reason) {
    for (Cancellation each : cancellations) {
      switch (each.decision()) {
        case CANCELLED -> {
          events.add(new JobFinished(each.job(), FinishReason.CANCELLED_WAITING));
          addGroup(events, each.endedGroup());
        }
        case REQUESTED -> events.add(new CancellationRequested(each.job(), reason));
        case ALREADY_FINAL -> {
          // nothing has changed
        }
      }
    }
  }

  private static FinishReason finishReason(JobState state, Outcome outcome) {
    return switch (state) {
      case SUCCEEDED -> FinishReason.SUCCEEDED;
      case FAILED -> failureReason(outcome);
      case CANCELLED ->
          outcome instanceof Outcome.Cancelled(_, boolean forced) && forced
              ? FinishReason.CANCELLED_BY_FORCE
              : FinishReason.CANCELLED_RUNNING;
      case SCHEDULED, BLOCKED, QUEUED, RUNNING ->
          throw new IllegalArgumentException("The job has not finished: " + state);
    };
  }

  private static FinishReason failureReason(Outcome outcome) {
    return switch (outcome.failureReason().orElse(FailureReason.FAILURE)) {
      case CRASH -> FinishReason.CRASHED_TOO_OFTEN;
      case DEADLINE -> FinishReason.DEADLINE_RUNNING;
      case FAILURE, TIMEOUT, CALL_TIMEOUT, DEFERRED -> FinishReason.FAILED;
    };
  }
}
