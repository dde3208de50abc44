package io.jobwheel.dispatch.node;

import static java.util.Objects.requireNonNull;

import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.node.SubmissionWriter.BegunWrite;
import io.jobwheel.dispatch.node.SubmissionWriter.Request;
import io.jobwheel.dispatch.node.SubmissionWriter.Written;
import io.jobwheel.dispatch.request.BatchOutcome;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.IdempotencyKeyReusedException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.LimitReachedException;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.PendingJob;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.SubmittedBatch;
import io.jobwheel.dispatch.request.SubmittedGroup;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.dispatch.request.UniqueConflictException;
import io.jobwheel.dispatch.submission.BatchSpec;
import io.jobwheel.dispatch.submission.BatchValidator;
import io.jobwheel.dispatch.submission.GroupSpec;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory.Kind;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.JobSpecValidator;
import io.jobwheel.job.Blocker;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobSpec;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Duplicate;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.LimitRejection;
import io.jobwheel.store.SubmissionResult;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Validates requests and stores their jobs. If an earlier request had the same idempotency key,
 * returns what that one created.
 */
final class DurableJobSubmitter implements JobSubmitter {

  private final JobSpecValidator validator;
  private final BatchValidator batchValidator;
  private final SubmissionWriter writer;
  private final JobFactory factory;
  private final IdempotencyKeyFactory keyFactory;
  private final IdempotencyKeys keys;
  private final JobQueries queries;
  private final BacklogLimits limits;

  DurableJobSubmitter(
      JobSpecValidator validator,
      SubmissionWriter writer,
      JobFactory factory,
      IdempotencyKeyFactory keyFactory,
      IdempotencyKeys keys,
      JobQueries queries,
      BacklogLimits limits) {
    this.validator = validator;
    this.batchValidator = new BatchValidator(validator);
    this.writer = writer;
    this.factory = factory;
    this.keyFactory = keyFactory;
    this.keys = keys;
    this.queries = queries;
    this.limits = limits;
  }

  /** What a request has begun: a write, or the replay of an earlier request. */
  private record BegunRequest(
      @Nullable BegunWrite write, @Nullable KeyedResource earlier, @Nullable IdempotencyKey key) {}

  private final class BegunJob implements PendingJob {

    private final BegunRequest begun;

    BegunJob(BegunRequest begun) {
      this.begun = begun;
    }

    @Override
    public void whenDecided(Runnable action) {
      if (begun.write() == null) {
        action.run();
      } else {
        var _ = begun.write().committed().whenComplete((_, _) -> action.run());
      }
    }

    @Override
    public boolean isStored() {
      return begun.write() != null && begun.write().isStored();
    }

    @Override
    public Duration limit() {
      return writer.limit();
    }

    @Override
    public SubmittedJob await() {
      return submitted(written(begun, writer.limit()));
    }

    @Override
    public SubmittedJob expire() {
      return submitted(written(begun, Duration.ZERO));
    }
  }

  @Override
  public PendingJob begin(JobRequest request, SubmissionContext context) {
    JobSpec spec = validator.validate(request, context.traceparent());
    return new BegunJob(begin(Kind.JOB, List.of(spec), null, List.of(), false, context));
  }

  private SubmittedJob submitted(Written written) {
    KeyedResource earlier = written.result().earlier();
    if (earlier == null) {
      Job job = written.jobs().getFirst();
      Duplicate duplicate = written.result().duplicates().get(job.id());
      return duplicate == null
          ? new SubmittedJob(job, false)
          : new SubmittedJob(duplicate.holder(), false, duplicate.decision());
    }
    UUID id = earlier.id();
    return new SubmittedJob(
        queries.findBrief(id).orElseThrow(() -> new JobNotFoundException("job", id)),
        true,
        earlier.duplicates().get(0));
  }

  @Override
  public SubmittedGroup submit(GroupRequest request, SubmissionContext context) {
    GroupSpec group = validator.validate(request, context.traceparent());
    List<String> details = new ArrayList<>(List.of(group.mode().name(), group.returnWhen().name()));
    details.addAll(IdempotencyKeyFactory.details(group.webhook()));
    Written written = write(Kind.GROUP, group.jobs(), group, details, false, context);
    KeyedResource earlier = written.result().earlier();
    if (earlier != null) {
      return replay(earlier.id());
    }
    if (written.group() == null) {
      throw new IllegalStateException("The group was not created");
    }
    return new SubmittedGroup(written.group(), written.jobs(), false);
  }

  private SubmittedGroup replay(UUID id) {
    JobGroup group = queries.findGroup(id).orElseThrow(() -> new JobNotFoundException("group", id));
    List<JobView> jobs = queries.jobsOfGroup(id, TextSelection.NONE, ReadMeter.NONE);
    return new SubmittedGroup(group, jobs.stream().map(JobView::job).toList(), true);
  }

  @Override
  public SubmittedBatch submit(BatchRequest request, SubmissionContext context) {
    BatchSpec batch = batchValidator.validate(request, context.traceparent());
    List<String> details =
        batch.rejected().entrySet().stream()
            .map(rejected -> rejected.getKey() + ": " + rejected.getValue().listed())
            .toList();
    Written written = write(Kind.BATCH, batch.specs(), null, details, request.lenient(), context);
    KeyedResource earlier = written.result().earlier();
    Iterator<BatchOutcome> accepted = earlier == null ? outcomes(written) : replayed(earlier);
    List<BatchOutcome> all =
        IntStream.range(0, batch.size())
            .mapToObj(i -> {
              FieldErrors errors = batch.rejected().get(i);
              return errors == null ? accepted.next() : new BatchOutcome.Rejected(errors);
            })
            .toList();
    return new SubmittedBatch(all, earlier != null);
  }

  private static Iterator<BatchOutcome> outcomes(Written written) {
    return written.jobs().stream()
        .<BatchOutcome>map(job -> {
          LimitRejection rejection = written.result().rejections().get(job.id());
          if (rejection != null) {
            return BatchOutcome.Rejected.limitReached(rejection.blocker());
          }
          Duplicate duplicate = written.result().duplicates().get(job.id());
          return duplicate == null
              ? outcome(job.id(), job.state(), null)
              : outcome(duplicate.holder().id(), duplicate.holder().state(), duplicate.decision());
        })
        .iterator();
  }

  private Iterator<BatchOutcome> replayed(KeyedResource earlier) {
    List<UUID> ids = earlier.batch().isEmpty() ? List.of(earlier.id()) : earlier.batch();
    Map<UUID, JobState> states = queries.states(ids);
    return IntStream.range(0, ids.size())
        .mapToObj(i -> {
          Blocker blocker = earlier.rejections().get(i);
          return blocker == null
              ? outcome(ids.get(i), states.get(ids.get(i)), earlier.duplicates().get(i))
              : BatchOutcome.Rejected.limitReached(blocker);
        })
        .iterator();
  }

  private static BatchOutcome outcome(
      UUID id, @Nullable JobState state, @Nullable DuplicateOutcome decision) {
    return decision == DuplicateOutcome.REJECTED
        ? BatchOutcome.Rejected.keyHeldBy(id)
        : new BatchOutcome.Accepted(id, state, decision);
  }

  @Override
  public OptionalLong roomFor(Submitter submitter) {
    return limits.room(submitter);
  }

  private Written write(
      Kind kind,
      List<JobSpec> specs,
      @Nullable GroupSpec group,
      List<String> details,
      boolean lenient,
      SubmissionContext context) {
    return written(begin(kind, specs, group, details, lenient, context), writer.limit());
  }

  private BegunRequest begin(
      Kind kind,
      List<JobSpec> specs,
      @Nullable GroupSpec group,
      List<String> details,
      boolean lenient,
      SubmissionContext context) {
    Instant now = factory.now();
    String text = context.idempotencyKey();
    IdempotencyKey key =
        text == null
            ? null
            : keyFactory.create(text, context.submitterName(), kind, specs, details, now);
    Request request =
        new Request(specs, group, context.groupId(), context.submitter(), key, lenient);
    try {
      return new BegunRequest(writer.begin(request, now), null, key);
    } catch (NotAdmittedException e) {
      // a repeated request needs no admission
      Optional<KeyedResource> earlier = key == null ? Optional.empty() : keys.find(key.id(), now);
      return new BegunRequest(null, earlier.orElseThrow(() -> e), key);
    }
  }

  private static Written written(BegunRequest begun, Duration remaining) {
    IdempotencyKey key = begun.key();
    Written written =
        begun.write() == null
            ? new Written(
                null, List.of(), SubmissionResult.replayed(requireNonNull(begun.earlier())))
            : begun.write().await(remaining);
    written
        .result()
        .refusal()
        .ifPresent(refused -> {
          throw UniqueConflictException.notStored(refused.holder().id());
        });
    written
        .result()
        .limitRefusal()
        .ifPresent(refused -> {
          throw new LimitReachedException(refused.blocker(), refused.retryAfter());
        });
    KeyedResource earlier = written.result().earlier();
    if (earlier != null && key != null && !earlier.fingerprint().equals(key.fingerprint())) {
      throw new IdempotencyKeyReusedException(earlier.id());
    }
    return written;
  }
}
