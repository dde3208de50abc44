package io.jobwheel.comparison;

import com.fasterxml.uuid.Generators;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.JobRequests;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.backlog.TestNode;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.time.Ticker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A node on a real store that carries out comparisons, whose parts can be made to fail. */
final class ComparisonTestNode implements AutoCloseable {

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

  /** Makes cancellations of jobs, and the queries of rounds, fail. */
  static final class FailingStore {

    /** How a query fails. */
    enum Reads {
      STORE,
      DEFECT;

      RuntimeException failure() {
        return switch (this) {
          case STORE -> new StoreUnavailableException("no route to secret.host");
          case DEFECT -> new IllegalStateException("secret value");
        };
      }

      ComparisonErrorCode code() {
        return switch (this) {
          case STORE -> ComparisonErrorCode.STORE_UNAVAILABLE;
          case DEFECT -> ComparisonErrorCode.INTERNAL_ERROR;
        };
      }
    }

    final Set<UUID> uncancellable = ConcurrentHashMap.newKeySet();
    final AtomicInteger refused = new AtomicInteger();
    volatile boolean allUncancellable;
    volatile @Nullable Reads reads;

    private JobCanceller wrap(JobCanceller canceller) {
      return job -> {
        if (allUncancellable || uncancellable.contains(job)) {
          refused.incrementAndGet();
          throw new StoreUnavailableException("planted");
        }
        return canceller.cancel(job);
      };
    }

    private JobQueries wrap(JobQueries queries) {
      return (JobQueries)
          Proxy.newProxyInstance(
              JobQueries.class.getClassLoader(),
              new Class<?>[] {JobQueries.class},
              (_, method, arguments) -> {
                Reads failure = reads;
                if (failure != null) {
                  throw failure.failure();
                }
                try {
                  return method.invoke(queries, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  final FailingStore failing = new FailingStore();
  final ModeComparisons comparisons;

  /** The first job that a handler has seen. */
  final AtomicReference<@Nullable UUID> firstJob = new AtomicReference<>();

  volatile Node identity;

  private final TestNode node;
  private final Comparisons store;
  private final ComparisonRunner runner;

  private ComparisonTestNode(TestNode node, Duration roundTimeout) {
    this.node = node;
    store = node.bean(Comparisons.class);
    identity = node.keeper.node();
    CurrentNode current = () -> identity;
    Lanes lanes = node.bean(Lanes.class);
    GroupCanceller canceller = new GroupCanceller(node.queries, failing.wrap(node.canceller));
    RoundRunner rounds =
        new RoundRunner(
            node.submitter,
            node.awaiter,
            failing.wrap(node.queries),
            store,
            lanes,
            node.bean(EventLoopGroup.class),
            roundTimeout);
    runner =
        new ComparisonRunner(
            store,
            new ComparisonProcess(rounds, store, lanes, current, Jobs::newId, null, WRITE_TIMEOUT),
            new ComparisonEnder(store, canceller, WRITE_TIMEOUT, InstantSource.system()),
            new ReportJson(JsonMapper.shared()),
            current,
            WRITE_TIMEOUT,
            node.bean(Ticker.class));
    comparisons =
        new ModeComparisons(
            new ComparisonValidator(node.bean(JobTypes.class), lanes, 1_000),
            store,
            runner,
            canceller,
            lanes,
            current,
            Generators.timeBasedEpochGenerator(),
            WRITE_TIMEOUT,
            InstantSource.system());
    runner.start();
  }

  static ComparisonTestNode start(Path folder, Duration roundTimeout) {
    return new ComparisonTestNode(TestNode.start(folder), roundTimeout);
  }

  ProbeHandler probe() {
    return node.probe;
  }

  /** Begins a comparison of one mode with one repeat, also on a busy node. */
  Comparison begin(ExecutionMode mode, int jobs) {
    return comparisons.begin(
        new ComparisonRequest("probe", "{}", null, List.of(mode.wireName()), jobs, 1, true), null);
  }

  /** Stores a comparison of this node that its runner has lost. */
  Comparison storeAbandoned(UUID group) {
    ComparisonSpec spec =
        new ComparisonSpec("probe", List.of(ExecutionMode.VIRTUAL_THREADS), 3, 1, false, "[]");
    Comparison comparison = Comparison.begin(Jobs.newId(), identity.id(), spec, null, Jobs.NOW);
    var _ = TestStore.get(store.begin(comparison));
    var _ = TestStore.get(store.advance(comparison.id(), 0, group));
    return comparison;
  }

  UUID submitGroup(ExecutionMode mode, int jobs) {
    List<JobRequest> requests = Collections.nCopies(jobs, JobRequests.of("probe").build());
    return node.submitter
        .submit(JobRequests.group(mode, CompletionCondition.ALL_COMPLETED, requests))
        .group()
        .id();
  }

  List<Job> jobsOf(UUID group) {
    return node.jobsOf(group);
  }

  Job read(UUID job) {
    return node.read(job);
  }

  boolean runsNothing() {
    return store.findRunning().isEmpty();
  }

  @Override
  public void close() {
    runner.stop();
    node.close();
  }
}
