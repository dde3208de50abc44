package io.jobwheel.comparison;

import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.comparison.ComparisonValidator.ValidComparison;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.NotAdmittedException;
import io.jobwheel.dispatch.request.NotAdmittedException.Reason;
import io.jobwheel.dispatch.request.Submitter;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.comparison.Comparisons.Beginning;
import io.jobwheel.store.comparison.Comparisons.Ended;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Begins, shows, cancels and deletes comparisons of modes. Safe for use by any thread. */
public final class ModeComparisons {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final ComparisonValidator validator;
  private final Comparisons store;
  private final ComparisonStarter starter;
  private final GroupCanceller canceller;
  private final Lanes lanes;
  private final CurrentNode node;
  private final NoArgGenerator ids;
  private final Duration writeTimeout;
  private final InstantSource clock;

  ModeComparisons(
      ComparisonValidator validator,
      Comparisons store,
      ComparisonStarter starter,
      GroupCanceller canceller,
      Lanes lanes,
      CurrentNode node,
      NoArgGenerator ids,
      Duration writeTimeout,
      InstantSource clock) {
    this.validator = validator;
    this.store = store;
    this.starter = starter;
    this.canceller = canceller;
    this.lanes = lanes;
    this.node = node;
    this.ids = ids;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
  }

  /**
   * Stores a comparison, which this node begins to carry out.
   *
   * @param submitter the submitter of its jobs; null if authentication is disabled
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   * @throws ComparisonRunningException if another one is running, on any node
   * @throws NodeBusyException if the node is busy and the request is not forced
   * @throws NotAdmittedException if the node starts or stops
   */
  public Comparison begin(ComparisonRequest request, @Nullable Submitter submitter) {
    ValidComparison valid = validator.validate(request);
    store
        .findRunning()
        .ifPresent(running -> {
          throw new ComparisonRunningException(running.id());
        });
    UUID self = node.node().id();
    Optional<String> busy = NodeLoad.of(lanes, valid.spec().modes(), store);
    if (busy.isPresent() && !Boolean.TRUE.equals(request.force())) {
      throw new NodeBusyException(busy.get());
    }
    Comparison comparison =
        Comparison.begin(
            ids.generate(),
            self,
            spec(valid.spec(), busy.isPresent()),
            submitter == null ? null : submitter.name(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    store(comparison);
    starter.begin(new ComparisonOrder(comparison, valid.payloads(), submitter));
    return comparison;
  }

  private static ComparisonSpec spec(ComparisonSpec spec, boolean forced) {
    return new ComparisonSpec(
        spec.type(), spec.modes(), spec.jobs(), spec.repeats(), forced, spec.payloads());
  }

  private void store(Comparison comparison) {
    boolean stored = false;
    try {
      if (!starter.expect(comparison.id())) {
        throw new NotAdmittedException(
            Reason.NOT_ACCEPTING,
            RETRY_AFTER,
            "This node is starting or shutting down. Retry later, or use another node.");
      }
      CompletableFuture<Beginning> write = store.begin(comparison);
      Beginning beginning = StoreFutures.getOrWithdraw(write, write, writeTimeout);
      if (beginning instanceof Beginning.OtherRunning(UUID other)) {
        throw new ComparisonRunningException(other);
      }
      stored = true;
    } finally {
      if (!stored) {
        starter.forget(comparison.id());
      }
    }
  }

  /** Returns all comparisons, newest first, without payloads and reports. */
  public List<Comparison> list() {
    return store.list();
  }

  /**
   * Returns a comparison with its payloads and report.
   *
   * @throws JobNotFoundException if it does not exist
   */
  public Comparison find(UUID id) {
    return store.find(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Cancels a running comparison, and all of its jobs that have not ended. A second request cancels
   * the jobs that the first one could not cancel, else has no effect.
   *
   * @return the comparison with its payloads
   * @throws JobNotFoundException if it does not exist
   * @throws ComparisonConflictException if it has ended otherwise
   * @throws StoreUnavailableException if it or one of its jobs could not be cancelled; the
   *     comparison may have ended all the same
   */
  public Comparison cancel(UUID id) {
    CompletableFuture<Optional<Ended>> write =
        store.end(
            id,
            0,
            ComparisonState.CANCELLED,
            ComparisonResult.NONE,
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    Ended ended =
        StoreFutures.getOrWithdraw(write, write, writeTimeout).orElseThrow(() -> notFound(id));
    Comparison comparison = ended.comparison();
    if (comparison.state() != ComparisonState.CANCELLED) {
      throw ComparisonConflictException.ended(id, comparison.state());
    }
    UUID group = comparison.group();
    if (group != null) {
      canceller.cancel(group); // also on a second request, in case the first one has failed here
    }
    return find(id);
  }

  /**
   * Deletes a comparison that has ended. Its jobs stay.
   *
   * @throws JobNotFoundException if it does not exist
   * @throws ComparisonConflictException if it is running
   */
  public void delete(UUID id) {
    CompletableFuture<Optional<Boolean>> write = store.delete(id);
    boolean deleted =
        StoreFutures.getOrWithdraw(write, write, writeTimeout).orElseThrow(() -> notFound(id));
    if (!deleted) {
      throw ComparisonConflictException.running(id);
    }
  }

  private static JobNotFoundException notFound(UUID id) {
    return new JobNotFoundException("comparison", id);
  }
}
