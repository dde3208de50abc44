package io.jobwheel.dispatch.submission;

import static java.util.Objects.requireNonNull;

import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchOutcome;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobDeleter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.PendingJob;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.SubmittedBatch;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.dispatch.request.pause.StoredPause;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses.NewPause;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fake of dispatch for tests of the HTTP layer, with the real validation. Keeps valid jobs; the
 * test completes waits and sets failures.
 */
public final class FakeDispatch
    implements JobSubmitter,
        JobCanceller,
        JobRedriver,
        JobDeleter,
        JobAwaiter,
        JobPauser,
        JobPlanner {

  /** The current time. */
  public static final Instant NOW = Instant.parse("2026-11-23T07:00:00.123456Z");

  /** A wait that is not complete. */
  public record Wait(UUID id, Duration limit, CompletableFuture<?> future) {}

  private final JobSpecValidator validator;
  private final JobFactory factory = new JobFactory(InstantSource.fixed(NOW));
  private final List<Job> stored = new CopyOnWriteArrayList<>();
  private final ConcurrentMap<UUID, Object> cancels = new ConcurrentHashMap<>();
  private final BlockingQueue<Wait> waits = new LinkedBlockingQueue<>();
  private final AtomicInteger begun = new AtomicInteger();
  private volatile CompletableFuture<@Nullable Void> held = CompletableFuture.completedFuture(null);
  private volatile Duration limit = Duration.ofSeconds(10);
  private volatile Optional<RuntimeException> submitFailure = Optional.empty();
  private volatile Optional<RuntimeException> waitFailure = Optional.empty();

  public FakeDispatch(JobTypes types, int maxGroup) {
    this(types, new ActiveLimits(new MemoryLimits(), Ticker.system()), maxGroup);
  }

  public FakeDispatch(JobTypes types, ActiveLimits limits, int maxGroup) {
    this.validator =
        new JobSpecValidator(
            types,
            new WebhookValidator(url ->
                url.startsWith("https://") ? Optional.empty() : Optional.of("must use https")),
            new LimitValidator(limits, TypeLimits.NONE),
            maxGroup,
            InstantSource.fixed(NOW));
  }

  /** Resets everything, before each test. */
  public void reset() {
    stored.clear();
    cancels.clear();
    waits.clear();
    submitFailure = Optional.empty();
    waitFailure = Optional.empty();
    decide();
    limit = Duration.ofSeconds(10);
    begun.set(0);
  }

  /** Returns the submitted jobs, with those of groups. */
  public List<Job> stored() {
    return List.copyOf(stored);
  }

  /** Makes every submission fail. */
  public void failSubmits(RuntimeException failure) {
    submitFailure = Optional.of(failure);
  }

  /** Makes every wait fail at its begin. */
  public void failWaits(RuntimeException failure) {
    waitFailure = Optional.of(failure);
  }

  /** Sets the result of a cancellation of the job: a job or an exception. */
  public void onCancel(UUID id, Object answer) {
    cancels.put(id, answer);
  }

  /** Returns the next wait; fails after 10 seconds without one. */
  public Wait nextWait() throws InterruptedException {
    Wait wait = waits.poll(10, TimeUnit.SECONDS);
    if (wait == null) {
      throw new AssertionError("no wait");
    }
    return wait;
  }

  /** Returns whether there are waits that {@link #nextWait} has not returned. */
  public boolean hasWaits() {
    return !waits.isEmpty();
  }

  public static NotAdmittedException backlogFull(Duration retryAfter) {
    return new NotAdmittedException(
        NotAdmittedException.Reason.BACKLOG_FULL, retryAfter, "7 jobs wait; try again later.");
  }

  public static NotAdmittedException notAccepting() {
    return new NotAdmittedException(
        NotAdmittedException.Reason.NOT_ACCEPTING,
        Duration.ofSeconds(5),
        "This node is shutting down.");
  }

  /** Lets submits of single jobs wait until {@link #decide}. */
  public void holdDecisions() {
    holdDecisions(Duration.ofSeconds(10));
  }

  /** Lets submits of single jobs wait until {@link #decide}, at most for the limit. */
  public void holdDecisions(Duration limit) {
    this.limit = limit;
    held = new CompletableFuture<>();
  }

  /** Ends {@link #holdDecisions()}. */
  public void decide() {
    held.complete(null);
  }

  /** Returns the number of submits of single jobs. */
  public int begun() {
    return begun.get();
  }

  /** Decides on another thread, as the store does. */
  @Override
  public PendingJob begin(JobRequest request, SubmissionContext context) {
    validator.validate(request, context.traceparent());
    begun.incrementAndGet();
    Duration limit = this.limit;
    CompletableFuture<SubmittedJob> decision = new CompletableFuture<>();
    var _ =
        held.thenRunAsync(
            () -> {
              if (!decision.isDone()) {
                try {
                  decision.complete(submit(request, context));
                } catch (RuntimeException e) {
                  decision.completeExceptionally(e);
                }
              }
            },
            Thread::startVirtualThread);
    return new PendingJob() {
      @Override
      public void whenDecided(Runnable action) {
        var _ = decision.whenComplete((_, _) -> action.run());
      }

      @Override
      public boolean isStored() {
        return decision.isDone() && !decision.isCompletedExceptionally();
      }

      @Override
      public Duration limit() {
        return limit;
      }

      @Override
      public SubmittedJob await() {
        return await(limit);
      }

      @Override
      public SubmittedJob expire() {
        return await(Duration.ZERO);
      }

      private SubmittedJob await(Duration wait) {
        try {
          return decision.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          throw (RuntimeException) requireNonNull(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
          decision.cancel(false);
          throw new StoreUnavailableException("The store did not decide.", e);
        }
      }
    };
  }

  @Override
  public SubmittedJob submit(JobRequest request, SubmissionContext context) {
    submitFailure.ifPresent(failure -> {
      throw failure;
    });
    List<JobSpec> specs = List.of(validator.validate(request, context.traceparent()));
    Job job =
        factory.jobs(specs, null, NOW, _ -> false, _ -> 0, context.submitterName()).getFirst();
    stored.add(job);
    return new SubmittedJob(job, false);
  }

  @Override
  public PlannedJobs plan(
      JobRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    JobSpec spec = validator.validate(request, null).from(origin);
    return new PlannedJobs(
        null, factory.jobs(List.of(spec), null, now, _ -> false, _ -> 0, submitter));
  }

  @Override
  public PlannedJobs plan(
      GroupRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    GroupSpec spec = validator.validate(request, null);
    JobGroup group = factory.group(spec, now, false);
    return new PlannedJobs(
        group, factory.jobs(spec.jobs(), group, now, _ -> false, _ -> 0, submitter));
  }

  @Override
  public SubmittedGroup submit(GroupRequest request, SubmissionContext context) {
    submitFailure.ifPresent(failure -> {
      throw failure;
    });
    GroupSpec spec = validator.validate(request, context.traceparent());
    JobGroup group = factory.group(spec, NOW, false);
    List<Job> jobs =
        factory.jobs(spec.jobs(), group, NOW, _ -> false, _ -> 0, context.submitterName());
    stored.addAll(jobs);
    return new SubmittedGroup(group, jobs, false);
  }

  @Override
  public SubmittedBatch submit(BatchRequest request, SubmissionContext context) {
    submitFailure.ifPresent(failure -> {
      throw failure;
    });
    List<BatchOutcome> outcomes = new ArrayList<>();
    for (BatchItem item : request.items()) {
      SubmittedJob submitted = submit(requireNonNull(item.job()), context);
      outcomes.add(
          new BatchOutcome.Accepted(
              submitted.job().id(), submitted.job().state(), submitted.duplicate()));
    }
    return new SubmittedBatch(outcomes, false);
  }

  /** Returns the limit less the number of stored jobs. */
  @Override
  public OptionalLong roomFor(Submitter submitter) {
    long stored =
        this.stored.stream().filter(job -> submitter.name().equals(job.submitter())).count();
    return submitter.maxBacklog() == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(submitter.maxBacklog() - stored, 0));
  }

  @Override
  public Job cancel(UUID jobId) {
    return switch (cancels.get(jobId)) {
      case Job job -> job;
      case RuntimeException failure -> throw failure;
      case null, default -> throw new JobNotFoundException("job", jobId);
    };
  }

  /** Answers as {@link #cancel} does. */
  @Override
  public Job redrive(UUID jobId, RedriveRequest request) {
    return cancel(jobId);
  }

  @Override
  public void delete(UUID jobId) {
    throw new JobNotFoundException("job", jobId);
  }

  /** Validates the pause, but keeps none. */
  @Override
  public StoredPause pause(PauseTarget target, PauseRequest request, @Nullable String pausedBy) {
    NewPause pause = PauseValidator.validate(target, request, pausedBy);
    return new StoredPause(new Pause(target, pause.reason(), pausedBy, NOW, pause.until()), true);
  }

  @Override
  public boolean resume(PauseTarget target) {
    return false;
  }

  @Override
  public CompletableFuture<Job> awaitJob(UUID jobId, Duration limit) {
    return await(jobId, limit, new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<JobGroup> awaitGroup(UUID groupId, Duration limit) {
    return await(groupId, limit, new CompletableFuture<>());
  }

  private <T> CompletableFuture<T> await(UUID id, Duration limit, CompletableFuture<T> future) {
    waitFailure.ifPresent(failure -> {
      throw failure;
    });
    waits.add(new Wait(id, limit, future));
    return future;
  }
}
