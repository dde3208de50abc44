package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.GroupRequest;
import io.jobwheel.dispatch.JobRequest;
import io.jobwheel.dispatch.JobSubmitter;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.SubmittedGroup;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.dispatch.submission.GroupSpec;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.JobSpecValidator;
import io.jobwheel.execution.Lane;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.job.TraceParent;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stores jobs and starts or queues them.
 *
 * <p>Fast path: if a lane has free slots and no job waits for them, a job is stored as claimed by
 * this node and runs right after the commit, without a separate claim. The follow-ups depend on the
 * commit alone, so that they also happen after the request has ended.
 */
final class DurableJobSubmitter implements JobSubmitter {

  private final JobSubmissions store;
  private final BacklogLimits limits;
  private final JobEventPublisher events;
  private final AttemptRunner runner;
  private final JobSpecValidator validator;
  private final JobFactory factory;
  private final NodeAdmission admission;
  private final Supplier<Node> node;
  private final Duration writeTimeout;

  DurableJobSubmitter(
      JobSubmissions store,
      BacklogLimits limits,
      JobEventPublisher events,
      AttemptRunner runner,
      JobSpecValidator validator,
      JobFactory factory,
      NodeAdmission admission,
      Supplier<Node> node,
      Duration writeTimeout) {
    this.store = store;
    this.limits = limits;
    this.events = events;
    this.runner = runner;
    this.validator = validator;
    this.factory = factory;
    this.admission = admission;
    this.node = node;
    this.writeTimeout = writeTimeout;
  }

  @Override
  public Job submit(
      JobRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent) {
    JobSpec spec = validator.validate(request, traceparent);
    return store(spec.mode(), null, List.of(spec), submitter).jobs().getFirst();
  }

  @Override
  public SubmittedGroup submit(
      GroupRequest request, @Nullable Submitter submitter, @Nullable TraceParent traceparent) {
    GroupSpec group = validator.validate(request, traceparent);
    Stored stored = store(group.mode(), group.returnWhen(), group.jobs(), submitter);
    if (stored.group() == null) {
      throw new IllegalStateException("The group was not created");
    }
    return new SubmittedGroup(stored.group(), stored.jobs());
  }

  @Override
  public OptionalLong roomFor(Submitter submitter) {
    return limits.room(submitter);
  }

  private record Stored(@Nullable JobGroup group, List<Job> jobs) {}

  private Stored store(
      ExecutionMode mode,
      @Nullable CompletionCondition returnWhen,
      List<JobSpec> specs,
      @Nullable Submitter submitter) {
    admission.ensureOpen();
    Node owner = node.get();
    LaneBacklog backlog = limits.backlogOf(mode);
    Instant now = factory.now();
    int due = (int) specs.stream().filter(spec -> JobFactory.isDue(spec, now)).count();
    int claimed = limits.reserve(backlog, due);
    int waiting = specs.size() - claimed;
    try {
      limits.admit(backlog, submitter, waiting);
    } catch (RuntimeException e) {
      backlog.lane().release(claimed);
      throw e;
    }
    JobGroup group = returnWhen == null ? null : factory.group(mode, returnWhen, now, claimed > 0);
    List<Job> jobs =
        factory.jobs(specs, group, now, claimed, submitter == null ? null : submitter.name());
    CompletableFuture<Void> written = write(new Submission(group, jobs, owner.id()));
    CompletableFuture<Void> committed =
        written.whenComplete((done, error) -> {
          if (error == null) {
            events.publish(JobEventMapper.ofSubmission(jobs));
            start(backlog.lane(), owner, jobs, now);
          } else {
            backlog.lane().release(claimed);
            limits.notStored(backlog, submitter, waiting);
          }
        });
    var _ = StoreFutures.getOrWithdraw(written, committed, writeTimeout);
    return new Stored(group, jobs);
  }

  /** Returns the write; a rejection by the store becomes a failed future. */
  private CompletableFuture<Void> write(Submission submission) {
    try {
      return store.submit(submission);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void start(Lane lane, Node owner, List<Job> jobs, Instant commonStart) {
    for (Job job : jobs) {
      if (job.state() == JobState.RUNNING) {
        runner.start(lane, owner, job, commonStart);
      }
    }
  }
}
