package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.BacklogCounts;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.limit.LimitMetrics;
import io.jobwheel.job.Durations;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.Backlog.PublishedCount;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts unfinished jobs, for the meters and to correct the backlogs of the lanes. The nodes of a
 * store take turns, so that one count serves all of them; a slow count postpones the next one. A
 * meter whose count is outdated has no value.
 */
public final class BacklogMonitor implements MeterBinder, BacklogCounts {

  static final String JOBS = "jobwheel.jobs";
  static final String OLDEST_QUEUED = "jobwheel.job.oldest.queued";
  static final String NODES = "jobwheel.nodes";
  static final String WITHOUT_NODE = "jobwheel.jobs.without.node";

  /** A pause is at least this many times as long as the count before it. */
  static final int SHARE = 50;

  /** Exceeds the time limit of a query, so that no other node counts beside a slow one. */
  private static final Duration TURN = Duration.ofSeconds(20);

  /** Maximum pause after a failed count, which an outage rather than a large table may cause. */
  private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  /**
   * A count, and the times of the ticker at which it was published and until which it is valid.
   *
   * @param publishedAt {@code null} if unknown
   */
  private record ValidCount(Count count, @Nullable Long publishedAt, long until) {}

  private final Backlog backlog;
  private final LaneBacklogs backlogs;
  private final LimitMetrics limitMetrics;
  private final Duration every;
  private final Duration limit;
  private final Ticker ticker;
  private final BackgroundTask task;

  // confined to the task's thread
  private long lastTurn;

  // written by the task's thread, read by any thread; null without a valid count
  private volatile @Nullable ValidCount latest;

  /**
   * Creates a monitor.
   *
   * @param every interval of counts, unless counts are slow
   * @param limit maximum time to wait for a write to the store
   */
  public BacklogMonitor(
      Backlog backlog,
      LaneBacklogs backlogs,
      LimitMetrics limitMetrics,
      Duration every,
      Duration limit,
      Ticker ticker) {
    this.backlog = backlog;
    this.backlogs = backlogs;
    this.limitMetrics = limitMetrics;
    this.every = every;
    this.limit = limit;
    this.ticker = ticker;
    this.task = new BackgroundTask("jobwheel-backlog-monitor", ticker, this::runOnce);
  }

  public void start() {
    task.start();
  }

  /** Requests a look at the counts without a pause. */
  public void wake() {
    task.wake();
  }

  public void stop() {
    task.stop(limit);
  }

  private Duration runOnce() throws InterruptedException {
    long readAt = ticker.read();
    Map<ExecutionMode, Long> marks = backlogs.marks();
    PublishedCount reading = backlog.read();
    if (reading.dueIn().isZero()) {
      long turn = StoreFutures.get(backlog.takeTurn(TURN), limit);
      if (turn > 0) {
        marks = backlogs.marks();
        count(turn);
        readAt = ticker.read();
        reading = backlog.read();
      }
    }
    take(reading, readAt, marks);
    // a count by another node is due: look again soon
    Duration next = reading.dueIn().isZero() ? every.dividedBy(5) : reading.dueIn();
    return within(SHORTEST_PAUSE, next, every);
  }

  private void count(long turn) throws InterruptedException {
    long begin = ticker.read();
    Count count = null;
    Duration longest = LONGEST_AFTER_FAILURE;
    try {
      count = backlog.count();
      longest = Backlog.LONGEST_PAUSE;
    } finally {
      Duration took = ticker.since(begin);
      Duration pause = within(every, took.multipliedBy(SHARE), longest);
      var _ = StoreFutures.get(backlog.publish(turn, count, pause), limit);
    }
  }

  /** Returns the duration, limited to the range; {@code most} takes precedence. */
  private static Duration within(Duration least, Duration duration, Duration most) {
    return Durations.least(Durations.greatest(duration, least), most);
  }

  private void take(PublishedCount reading, long readAt, Map<ExecutionMode, Long> marks) {
    Count count = reading.count();
    Duration age = reading.age();
    if (count != null && reading.turn() != lastTurn) {
      lastTurn = reading.turn();
      for (ExecutionMode mode : ExecutionMode.values()) {
        backlogs
            .of(mode)
            .counted(
                Arrays.stream(JobState.values())
                    .filter(JobState::isWaiting)
                    .mapToLong(state -> sum(count, state, mode))
                    .sum(),
                marks.getOrDefault(mode, 0L));
      }
    }
    long until = readAt + reading.validFor().toNanos();
    latest =
        count == null
            ? null
            : new ValidCount(count, age == null ? null : readAt - age.toNanos(), until);
    limitMetrics.counted(count == null ? null : count.limits(), until);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (ExecutionMode mode : ExecutionMode.values()) {
      Arrays.stream(JobState.values())
          .filter(state -> !state.isFinal())
          .forEach(state ->
              Gauge.builder(JOBS, this, it -> it.value(count -> sum(count, state, mode)))
                  .description(
                      "Jobs in the store that have not finished; no value without a recent count")
                  .tags("state", state.name().toLowerCase(Locale.ROOT))
                  .tags("mode", mode.wireName())
                  .register(registry));
      TimeGauge.builder(
              OLDEST_QUEUED, this, TimeUnit.SECONDS, it -> it.value(count -> oldest(count, mode)))
          .description("Time since the oldest queued job became due; 0 if no job is queued")
          .tags("mode", mode.wireName())
          .register(registry);
      Gauge.builder(WITHOUT_NODE, this, it -> it.value(count -> withoutNode(count, mode)))
          .description("Queued jobs whose type and mode no node with a valid lease can run")
          .tags("mode", mode.wireName())
          .register(registry);
    }
    Gauge.builder(NODES, this, it -> it.value(Count::nodes))
        .description("Nodes of the store with a valid lease")
        .register(registry);
  }

  private double value(ToDoubleFunction<Count> value) {
    ValidCount valid = valid();
    return valid == null ? Double.NaN : value.applyAsDouble(valid.count());
  }

  private @Nullable ValidCount valid() {
    ValidCount now = latest;
    return now == null || ticker.hasReached(now.until()) ? null : now;
  }

  /** {@inheritDoc} */
  @Override
  public Optional<CountedBacklog> latest() {
    return Optional.ofNullable(valid())
        .map(valid -> {
          Long publishedAt = valid.publishedAt();
          return new CountedBacklog(
              valid.count().jobs(),
              valid.count().oldestQueued(),
              valid.count().nodes(),
              valid.count().types(),
              valid.count().limits(),
              publishedAt == null ? null : ticker.since(publishedAt));
        });
  }

  private static double oldest(Count count, ExecutionMode mode) {
    return count.oldestQueued().getOrDefault(mode, Duration.ZERO).toNanos() / 1e9;
  }

  private static double withoutNode(Count count, ExecutionMode mode) {
    TypeCounts types = count.types();
    return types == null ? Double.NaN : types.withoutNode().getOrDefault(mode, 0L);
  }

  private static long sum(Count count, JobState state, ExecutionMode mode) {
    return count.jobs().stream()
        .filter(each -> each.state() == state && each.mode() == mode)
        .mapToLong(each -> each.count())
        .sum();
  }
}
