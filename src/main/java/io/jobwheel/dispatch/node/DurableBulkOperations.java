package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.operation.OperationRunner;
import io.jobwheel.dispatch.request.IdempotencyKeyReusedException;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.SubmissionContext;
import io.jobwheel.dispatch.request.operation.BulkOperations;
import io.jobwheel.dispatch.request.operation.CreatedOperation;
import io.jobwheel.dispatch.request.operation.OperationConflictException;
import io.jobwheel.dispatch.request.operation.OperationNotConfirmedException;
import io.jobwheel.dispatch.request.operation.OperationRequest;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory.Kind;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.OperationValidator;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.KeyedResource;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.operation.Operations.Change;
import io.jobwheel.store.operation.Operations.Creation;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates and stores bulk operations, and wakes the runner of this node. */
final class DurableBulkOperations implements BulkOperations {

  private static final Logger log = LoggerFactory.getLogger(DurableBulkOperations.class);

  /** The confirmed number of jobs may differ from the real one by this part of it. */
  private static final double TOLERANCE = 0.01;

  private final Operations store;
  private final JobQueries queries;
  private final IdempotencyKeyFactory keyFactory;
  private final IdempotencyKeys keys;
  private final JobFactory factory;
  private final OperationRunner runner;
  private final Duration limit;

  DurableBulkOperations(
      Operations store,
      JobQueries queries,
      IdempotencyKeyFactory keyFactory,
      IdempotencyKeys keys,
      JobFactory factory,
      OperationRunner runner,
      Duration limit) {
    this.store = store;
    this.queries = queries;
    this.keyFactory = keyFactory;
    this.keys = keys;
    this.factory = factory;
    this.runner = runner;
    this.limit = limit;
  }

  @Override
  public CreatedOperation create(OperationRequest request, SubmissionContext context) {
    OperationSpec spec = OperationValidator.validate(request);
    Instant now = factory.now();
    IdempotencyKey key = key(spec, context, now);
    Optional<KeyedResource> earlier = key == null ? Optional.empty() : keys.find(key.id(), now);
    if (earlier.isPresent()) {
      return replay(earlier.get(), key); // regardless of the jobs that match by now
    }
    Operation operation =
        counted(Operation.begin(factory.newId(), spec, context.submitterName(), now), request);
    if (Boolean.TRUE.equals(request.dryRun())) {
      return new CreatedOperation(operation, false);
    }
    return switch (store(operation, key)) {
      case Creation.Created _ -> {
        log.info(
            "Operation {} ({}) - created (by={}, filter={}, rate={})",
            operation.id(),
            spec.action(),
            operation.createdBy(),
            spec.filter(),
            spec.rate());
        runner.wake();
        yield new CreatedOperation(operation, false);
      }
      case Creation.Replayed(KeyedResource other) -> replay(other, key);
      case Creation.TooMany _ -> throw OperationConflictException.tooMany();
    };
  }

  /** Counts the jobs if the request needs their number, and checks that it is confirmed. */
  private Operation counted(Operation operation, OperationRequest request) {
    boolean dryRun = Boolean.TRUE.equals(request.dryRun());
    Long confirmed = request.confirm();
    boolean unconfirmed = confirmed == null && operation.spec().filter().isOnlyByState();
    if (!dryRun && confirmed == null && !unconfirmed) {
      return operation; // counted by the first step
    }
    long matched = queries.count(operation.spec().jobsBefore(operation.createdAt()));
    if (confirmed != null && Math.abs(matched - confirmed) > matched * TOLERANCE) {
      throw new OperationNotConfirmedException(matched, confirmed);
    }
    if (!dryRun && unconfirmed) {
      throw new OperationNotConfirmedException(matched, null);
    }
    return operation.withProgress(new OperationProgress(matched, 0, 0, 0, null, null));
  }

  private @Nullable IdempotencyKey key(OperationSpec spec, SubmissionContext context, Instant now) {
    String text = context.idempotencyKey();
    return text == null
        ? null
        : keyFactory.create(
            text, context.submitterName(), Kind.OPERATION, List.of(), details(spec), now);
  }

  /** Returns what identifies a request: all but the confirmation. */
  private static List<String> details(OperationSpec spec) {
    JobFilter filter = spec.filter();
    return List.of(
        spec.action().name(),
        String.valueOf(spec.priority()),
        String.valueOf(spec.rate()),
        sorted(filter.states()),
        sorted(filter.types()),
        sorted(filter.modes()),
        sorted(filter.groups()),
        sorted(filter.submitters()),
        sorted(filter.errorCodes()),
        filter.created().toString(),
        filter.finished().toString());
  }

  private static String sorted(Collection<?> values) {
    return values.stream().map(String::valueOf).sorted().toList().toString();
  }

  private CreatedOperation replay(KeyedResource earlier, @Nullable IdempotencyKey key) {
    if (key != null && !earlier.fingerprint().equals(key.fingerprint())) {
      throw new IdempotencyKeyReusedException(earlier.id());
    }
    return new CreatedOperation(find(earlier.id()), true);
  }

  private Operation find(UUID id) {
    return store.find(id).orElseThrow(() -> new JobNotFoundException("operation", id));
  }

  private Creation store(Operation operation, @Nullable IdempotencyKey key) {
    CompletableFuture<Creation> write = store.create(operation, key);
    return KeyedWrites.await(write, write, limit, key != null);
  }

  @Override
  public Operation change(UUID id, OperationState state) {
    CompletableFuture<Optional<Change>> write = store.change(id, state, factory.now());
    Change change =
        StoreFutures.getOrWithdraw(write, write, limit)
            .orElseThrow(() -> new JobNotFoundException("operation", id));
    Operation operation = change.operation();
    if (!change.changed() && operation.state() != state) {
      throw OperationConflictException.ended(id, operation.state());
    }
    if (change.changed()) {
      log.info("Operation {} ({}) - {}", id, operation.spec().action(), state);
      runner.wake();
    }
    return operation;
  }
}
