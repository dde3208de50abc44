package io.jobwheel.comparison;

import com.fasterxml.uuid.Generators;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonState;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.query.JobQueries;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Comparisons for tests of the HTTP layer, with the real validation. There are none. */
public final class FakeComparisons implements Comparisons {

  private static final int MAX_GROUP = 1_000;

  /** Returns the comparisons of a node that begins none of them. */
  public static ModeComparisons of(JobTypes types, Lanes lanes, JobQueries queries) {
    Node node = new Node(Jobs.newId(), "test");
    return new ModeComparisons(
        new ComparisonValidator(types, lanes, MAX_GROUP),
        new FakeComparisons(),
        new IdleStarter(),
        new GroupCanceller(
            queries,
            job -> {
              throw new JobNotFoundException("job", job);
            }),
        lanes,
        () -> node,
        Generators.timeBasedEpochGenerator(),
        Duration.ofSeconds(10),
        InstantSource.system());
  }

  /** Begins nothing. */
  private static final class IdleStarter implements ComparisonStarter {

    @Override
    public boolean expect(UUID comparison) {
      return true;
    }

    @Override
    public void forget(UUID comparison) {}

    @Override
    public void begin(ComparisonOrder order) {}
  }

  @Override
  public CompletableFuture<Beginning> begin(Comparison comparison) {
    return CompletableFuture.completedFuture(new Beginning.ThisRunning());
  }

  @Override
  public Optional<Comparison> find(UUID id) {
    return Optional.empty();
  }

  @Override
  public List<Comparison> list() {
    return List.of();
  }

  @Override
  public CompletableFuture<Boolean> advance(UUID id, int done, UUID group) {
    throw new UnsupportedOperationException("there are no nodes");
  }

  @Override
  public CompletableFuture<Optional<Ended>> end(
      UUID id, int done, ComparisonState state, ComparisonResult result, Instant now) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public Optional<Comparison> findRunning() {
    return Optional.empty();
  }

  @Override
  public Optional<Comparison> findLost() {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<Boolean> interruptLost(UUID id, ComparisonResult result, Instant now) {
    throw new UnsupportedOperationException("there are no nodes");
  }

  @Override
  public CompletableFuture<Optional<Boolean>> delete(UUID id) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public int otherNodes(UUID node) {
    return 0;
  }

  @Override
  public boolean jobsWait() {
    return false;
  }
}
