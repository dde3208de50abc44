package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.GroupRequest;
import io.jobwheel.dispatch.JobRequest;
import io.jobwheel.dispatch.JobSubmitter;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.NotAdmittedException;
import io.jobwheel.dispatch.NotAdmittedException.Reason;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.SubmittedGroup;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.dispatch.backlog.LaneBacklog;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.backlog.SubmitterBacklogs;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.recovery.Admission;
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
 * Writes jobs and starts or queues them.
 *
 * <p>The fast path: while a lane has slots and nobody waits for them, a job is written as claimed
 * by this node already, and runs right after the commit: one insert, one update, no claim. What
 * follows the commit hangs on the commit itself, so that it happens also when the client has gone.
 */
final class DurableJobSubmitter implements JobSubmitter {

  /**
   * Whom it works with.
   *
   * @param store writes the jobs
   * @param queues the waiting lines
   * @param submitters whose limits are kept
   * @param events publishes what was submitted
   * @param runner starts what was claimed
   * @param payloads has to have room for what is started at once
   */
  record Collaborators(
      JobSubmissions store,
      LaneBacklogs queues,
      SubmitterBacklogs submitters,
      JobEventPublisher events,
      AttemptRunner runner,
      PayloadBudget payloads) {}

  private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(2);

  private final Collaborators with;
  private final JobSpecValidator validator;
  private final JobFactory factory;
  private final Admission admission;
  private final Supplier<Node> node;
  private final DispatchProperties properties;

  DurableJobSubmitter(
      Collaborators with,
      JobSpecValidator validator,
      JobFactory factory,
      Admission admission,
      Supplier<Node> node,
      DispatchProperties properties) {
    this.with = with;
    this.validator = validator;
    this.factory = factory;
    this.admission = admission;
    this.node = node;
    this.properties = properties;
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
      throw new IllegalStateException("a group was asked for");
    }
    return new SubmittedGroup(stored.group(), stored.jobs());
  }

  @Override
  public OptionalLong roomFor(Submitter submitter) {
    return with.submitters().room(submitter);
  }

  private record Stored(@Nullable JobGroup group, List<Job> jobs) {}

  private Stored store(
      ExecutionMode mode,
      @Nullable CompletionCondition returnWhen,
      List<JobSpec> specs,
      @Nullable Submitter submitter) {
    admission.ensureOpen();
    Node owner = node.get();
    LaneBacklog queue = with.queues().of(mode);
    Instant now = factory.now();
    int due = (int) specs.stream().filter(spec -> JobFactory.isDue(spec, now)).count();
    boolean atOnce = with.payloads().free() > 0 && queue.overtakesNobody(due);
    int claimed = atOnce ? queue.lane().reserve(due) : 0;
    int waiting = specs.size() - claimed;
    try {
      admit(queue, submitter, waiting);
    } catch (RuntimeException e) {
      queue.lane().release(claimed);
      throw e;
    }
    JobGroup group = returnWhen == null ? null : factory.group(mode, returnWhen, now, claimed > 0);
    List<Job> jobs =
        factory.jobs(specs, group, now, claimed, submitter == null ? null : submitter.name());
    CompletableFuture<Void> written = write(new Submission(group, jobs, owner.id()));
    CompletableFuture<Void> committed =
        written.whenComplete((done, error) -> {
          if (error == null) {
            with.events().publish(JobEventMapper.ofSubmission(jobs));
            start(queue.lane(), owner, jobs, now);
          } else {
            queue.lane().release(claimed);
            queue.left(waiting);
            with.submitters().notStored(submitter, waiting);
          }
        });
    var _ = StoreFutures.getOrWithdraw(written, committed, properties.writeTimeout());
    return new Stored(group, jobs);
  }

  /** Makes room for jobs that wait: in the line of their mode, and in that of who submits them. */
  private void admit(LaneBacklog queue, @Nullable Submitter submitter, int waiting) {
    with.submitters().admit(submitter, waiting);
    if (!queue.admit(waiting, properties.maxBacklog())) {
      with.submitters().notStored(submitter, waiting);
      throw new NotAdmittedException(
          Reason.BACKLOG_FULL,
          RETRY_WHEN_FULL,
          "%d jobs wait in mode %s; the limit is %d. Retry later."
              .formatted(queue.waiting(), queue.lane().mode(), properties.maxBacklog()));
    }
  }

  /** The write, also when the registry turns it down before it is one. */
  private CompletableFuture<Void> write(Submission submission) {
    try {
      return with.store().submit(submission);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void start(Lane lane, Node owner, List<Job> jobs, Instant commonStart) {
    for (Job job : jobs) {
      if (job.state() == JobState.RUNNING) {
        with.runner().start(lane, owner, job, commonStart);
      }
    }
  }
}
