package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.job.Durations;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.Backlog.Count;
import io.jobwheel.store.Backlog.PublishedCount;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Knows how many jobs have not ended: for the meters, and to set the waiting lines right. The nodes
 * of a registry take turns to count, so that one count serves all; after a count that took long the
 * next one is put off. A count that is too old has no value, rather than an old one.
 */
public final class BacklogMonitor implements MeterBinder {

  static final String JOBS = "jobwheel.jobs";
  static final String OLDEST_QUEUED = "jobwheel.job.oldest.queued";
  static final String NODES = "jobwheel.nodes";

  /** A node counts for at most this part of the time. */
  static final int SHARE = 50;

  /** Longer than a query may take, so that nobody counts beside a node that is only slow. */
  private static final Duration TURN = Duration.ofSeconds(20);

  /** It may have been an outage, which is over sooner than a table is smaller. */
  private static final Duration LONGEST_AFTER_FAILURE = Duration.ofMinutes(1);

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

  /** A count, and the moment of the ticker until which it is valid. */
  private record Known(Count count, long until) {}

  private final Backlog backlog;
  private final LaneBacklogs queues;
  private final Duration every;
  private final Duration limit;
  private final Ticker ticker;
  private final BackgroundTask duty;

  // confined to the duty's thread
  private long lastTurn;

  // written by the duty's thread, read by any thread; null: not known
  private volatile @Nullable Known known;

  /**
   * Watches the backlog.
   *
   * @param every how often it is counted, as long as counting is quick
   * @param limit how long to wait for the registry
   */
  public BacklogMonitor(
      Backlog backlog, LaneBacklogs queues, Duration every, Duration limit, Ticker ticker) {
    this.backlog = backlog;
    this.queues = queues;
    this.every = every;
    this.limit = limit;
    this.ticker = ticker;
    this.duty = new BackgroundTask("jobwheel-active-jobs", ticker, this::round);
  }

  public void start() {
    duty.start();
  }

  /** Looks at the counts at once. */
  public void wake() {
    duty.wake();
  }

  public void stop() {
    duty.stop(limit);
  }

  private Duration round() throws InterruptedException {
    long asked = ticker.read();
    PublishedCount reading = backlog.read();
    if (reading.dueIn().isZero()) {
      long turn = StoreFutures.get(backlog.takeTurn(TURN), limit);
      if (turn > 0) {
        count(turn);
        asked = ticker.read();
        reading = backlog.read();
      }
    }
    take(reading, asked);
    // whoever waits for another's count looks again soon, for it is there in a moment
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

  /** The duration, but no less than the one and no more than the other, which has the last word. */
  private static Duration within(Duration least, Duration duration, Duration most) {
    return Durations.least(Durations.greatest(duration, least), most);
  }

  private void take(PublishedCount reading, long asked) {
    Count count = reading.count();
    known = count == null ? null : new Known(count, asked + reading.validFor().toNanos());
    if (count != null && reading.turn() != lastTurn) {
      lastTurn = reading.turn();
      for (ExecutionMode mode : ExecutionMode.values()) {
        queues
            .of(mode)
            .counted(sum(count, JobState.QUEUED, mode) + sum(count, JobState.SCHEDULED, mode));
      }
    }
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
    }
    Gauge.builder(NODES, this, it -> it.value(Count::nodes))
        .description("Nodes of the store with a valid lease")
        .register(registry);
  }

  private double value(ToDoubleFunction<Count> value) {
    Known now = known;
    return now == null || ticker.hasReached(now.until())
        ? Double.NaN
        : value.applyAsDouble(now.count());
  }

  private static double oldest(Count count, ExecutionMode mode) {
    return count.oldestQueued().getOrDefault(mode, Duration.ZERO).toNanos() / 1e9;
  }

  private static long sum(Count count, JobState state, ExecutionMode mode) {
    return count.jobs().stream()
        .filter(each -> each.state() == state && each.mode() == mode)
        .mapToLong(each -> each.count())
        .sum();
  }
}
