package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.Admission;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.pause.PauseSnapshot;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.dispatch.request.IdempotencyKeyInUseException;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.submission.GroupSpec;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import io.jobwheel.store.SubmissionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stores the jobs of validated requests, and starts or queues them.
 *
 * <p>Fast path: if a lane has free slots and no job waits for them, a job that is not paused is
 * stored as claimed by this node and runs right after the commit, without a separate claim. The
 * follow-ups depend on the commit alone, so that they also happen after the request has ended.
 */
final class SubmissionWriter {

  /**
   * The jobs of a request.
   *
   * @param group the group of the specs, or null
   * @param groupId the id of the group; null for a new one
   * @param key the idempotency key, or null
   * @param lenient whether a job that is rejected because of its unique key or its limits leaves
   *     the others
   */
  record Request(
      List<JobSpec> specs,
      @Nullable GroupSpec group,
      @Nullable UUID groupId,
      @Nullable Submitter submitter,
      @Nullable IdempotencyKey key,
      boolean lenient) {}

  /**
   * A write that has begun.
   *
   * @param jobs the jobs of the request, in order
   * @param write the write itself, whose cancellation withdraws it
   * @param committed completes after the write and its follow-ups
   * @param keyed whether the request has an idempotency key
   * @param limit for how long a request waits
   */
  record BegunWrite(
      @Nullable JobGroup group,
      List<Job> jobs,
      CompletableFuture<SubmissionResult> write,
      CompletableFuture<SubmissionResult> committed,
      boolean keyed,
      Duration limit) {

    /**
     * Waits for the result; when the limit is over, the write is withdrawn if it can be.
     *
     * @param remaining the rest of the limit
     * @throws IdempotencyKeyInUseException if another request holds the key for too long
     * @throws StoreUnavailableException if the store does not commit in time
     */
    Written await(Duration remaining) {
      SubmissionResult result = KeyedWrites.await(write, committed, remaining, limit, keyed);
      return new Written(group, jobs.stream().map(result::asStored).toList(), result);
    }

    /** Returns whether the store has taken all jobs as they are. */
    boolean isStored() {
      return committed.isDone()
          && !committed.isCompletedExceptionally()
          && committed.join().isWhole()
          && committed.join().earlier() == null;
    }
  }

  /**
   * The result of a write.
   *
   * @param jobs the jobs of the request, in order, of which some may not be stored
   * @param result which of them are stored
   */
  record Written(@Nullable JobGroup group, List<Job> jobs, SubmissionResult result) {}

  private final JobSubmissions store;
  private final BacklogLimits limits;
  private final JobEventPublisher events;
  private final AttemptRunner runner;
  private final JobFactory factory;
  private final NodeAdmission admission;
  private final ActivePauses pauses;
  private final Supplier<Node> node;
  private final Duration writeTimeout;

  SubmissionWriter(
      JobSubmissions store,
      BacklogLimits limits,
      JobEventPublisher events,
      AttemptRunner runner,
      JobFactory factory,
      NodeAdmission admission,
      ActivePauses pauses,
      Supplier<Node> node,
      Duration writeTimeout) {
    this.store = store;
    this.limits = limits;
    this.events = events;
    this.runner = runner;
    this.factory = factory;
    this.admission = admission;
    this.pauses = pauses;
    this.node = node;
    this.writeTimeout = writeTimeout;
  }

  /**
   * Begins to store the jobs, all or none, except for those whose unique key is held, and those of
   * a lenient request for which a limit has no permits.
   *
   * @throws NotAdmittedException if a backlog is full, or the node accepts no jobs
   */
  BegunWrite begin(Request request, Instant now) {
    admission.ensureOpen();
    Node owner = node.get();
    Submitter submitter = request.submitter();
    String submitterName = submitter == null ? null : submitter.name();
    PauseSnapshot paused = pauses.current();
    Predicate<JobSpec> startable =
        spec -> JobFactory.isDue(spec, now) && !paused.covers(spec.type(), submitterName);
    Admission admitted = limits.admit(request.specs(), startable, submitter);
    JobGroup group = group(request, now, admitted);
    List<Job> jobs =
        factory.jobs(request.specs(), group, now, startable, admitted::claimed, submitterName);
    CompletableFuture<SubmissionResult> written =
        write(new Submission(group, jobs, owner.id(), request.key(), request.lenient()));
    CompletableFuture<SubmissionResult> committed =
        written.whenComplete((result, error) -> {
          admitted.written();
          List<Job> stored = error == null ? result.stored(jobs) : List.of();
          if (stored.isEmpty()) {
            admitted.notStored();
          } else if (stored.size() < jobs.size()) {
            admitted.notStored(jobs.stream().filter(job -> !result.isStored(job)).toList());
          }
          if (!stored.isEmpty() && !result.statuses().isEmpty()) {
            admitted.held(held(jobs, stored));
          }
          if (error == null && result.earlier() == null) {
            events.publish(JobEventMapper.ofSubmission(stored, result));
            start(owner, stored, now);
          }
        });
    return new BegunWrite(group, jobs, written, committed, request.key() != null, writeTimeout);
  }

  /** Returns for how long a request waits for a write. */
  Duration limit() {
    return writeTimeout;
  }

  /** Returns the jobs that were to start at once, but are held by their limits. */
  private static List<Job> held(List<Job> planned, List<Job> stored) {
    Set<UUID> starting =
        planned.stream()
            .filter(job -> job.state() == JobState.RUNNING)
            .map(Job::id)
            .collect(Collectors.toSet());
    return stored.stream()
        .filter(job -> job.state() != JobState.RUNNING && starting.contains(job.id()))
        .toList();
  }

  private @Nullable JobGroup group(Request request, Instant now, Admission admitted) {
    GroupSpec spec = request.group();
    return spec == null
        ? null
        : factory.group(spec, request.groupId(), now, admitted.claimed(spec.mode()) > 0);
  }

  /** Returns the write; a rejection by the store becomes a failed future. */
  private CompletableFuture<SubmissionResult> write(Submission submission) {
    try {
      return store.submit(submission);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void start(Node owner, List<Job> jobs, Instant commonStart) {
    for (Job job : jobs) {
      if (job.state() == JobState.RUNNING) {
        runner.start(limits.lane(job.mode()), owner, job, commonStart);
      }
    }
  }
}
