package io.jobwheel.dispatch.limit;

import io.jobwheel.dispatch.event.BoundedLabels;
import io.jobwheel.dispatch.event.JobEvent;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Meters of limits: the used and the free permits and the held jobs of the whole store, as they
 * were counted last, and the releases on this node. A limit that is gone loses its gauges. Safe for
 * use by any thread.
 */
public final class LimitMetrics implements JobEventListener {

  static final String PERMITS = "jobwheel.limit.permits";
  static final String BLOCKED = "jobwheel.limit.blocked.jobs";
  static final String OLDEST = "jobwheel.limit.oldest.blocked";
  static final String RELEASES = "jobwheel.limit.releases";
  static final String WAIT = "jobwheel.limit.wait";

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  private enum Figure {
    USED,
    FREE,
    BLOCKED,
    OLDEST;

    /** Returns the value; null if the limit has none. */
    @Nullable Double of(LimitCount count) {
      return switch (this) {
        case USED -> toDouble(count.used());
        case FREE -> toDouble(count.free());
        case BLOCKED -> (double) count.blocked();
        case OLDEST -> count.oldest().toNanos() / 1e9;
      };
    }

    private static @Nullable Double toDouble(@Nullable Long number) {
      return number == null ? null : Double.valueOf(number);
    }
  }

  private record LimitFigure(String limit, Figure figure) {}

  /** Counts by label, and the time of the ticker until which they are valid. */
  private record ValidCounts(Map<String, LimitCount> limits, long until) {}

  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Ticker ticker;
  private final BoundedLabels labels = new BoundedLabels();
  private final Map<String, Counter> releases = new ConcurrentHashMap<>();
  private final Timer waits;

  // confined to the thread that counts
  private final Map<LimitFigure, Meter> gauges = new HashMap<>();

  // written by the thread that counts, read by any thread; null without a valid count
  private volatile @Nullable ValidCounts latest;

  public LimitMetrics(MeterRegistry registry, InstantSource clock, Ticker ticker) {
    this.registry = registry;
    this.clock = clock;
    this.ticker = ticker;
    this.waits =
        Timer.builder(WAIT)
            .description("Time from when a held job is due until its limits release it")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  @Override
  public void onEvent(JobEvent event) {
    if (event instanceof JobsReleased(var jobs)) {
      jobs.forEach(this::released);
    }
  }

  private void released(Job job) {
    Duration wait = Duration.between(job.runAt(), clock.instant());
    waits.record(wait.isNegative() ? Duration.ZERO : wait);
    job.spec().limits().stream()
        .map(JobLimit::name)
        .distinct()
        .forEach(name -> releasesOf(labels.of(name)).increment());
  }

  /**
   * Takes a new count of the store. Not to be called by two threads at the same time.
   *
   * @param counts null if there is none, or if it has no limits
   * @param until the time of the ticker until which it is valid
   */
  public void counted(@Nullable LimitCounts counts, long until) {
    if (counts == null) {
      latest = null;
      return;
    }
    Map<String, LimitCount> limits = new HashMap<>();
    counts
        .limits()
        .forEach((name, count) -> limits.merge(labels.of(name), count, LimitCount::plus));
    LimitCount others = counts.others();
    if (others != null) {
      limits.merge(BoundedLabels.OTHER, others, LimitCount::plus);
    }
    latest = new ValidCounts(limits, until);
    limits.keySet().forEach(this::releasesOf); // known before the first release, for rates
    Set<LimitFigure> gone = new HashSet<>(gauges.keySet());
    limits.forEach((limit, count) ->
        Stream.of(Figure.values())
            .filter(figure -> figure.of(count) != null)
            .map(figure -> new LimitFigure(limit, figure))
            .forEach(figure -> {
              gone.remove(figure);
              var _ = gauges.computeIfAbsent(figure, this::register);
            }));
    for (LimitFigure figure : gone) {
      Meter gauge = gauges.remove(figure);
      if (gauge != null) {
        var _ = registry.remove(gauge);
      }
    }
  }

  private Counter releasesOf(String limit) {
    return releases.computeIfAbsent(
        limit,
        _ ->
            Counter.builder(RELEASES)
                .description("Held jobs of a limit that this node released")
                .tags("limit", limit)
                .register(registry));
  }

  private Meter register(LimitFigure figure) {
    Tags tags = Tags.of("limit", figure.limit());
    return switch (figure.figure()) {
      case USED -> permits(figure, tags.and("state", "used"));
      case FREE -> permits(figure, tags.and("state", "free"));
      case BLOCKED ->
          gauge(BLOCKED, figure)
              .description("Jobs in the store that are held by a limit")
              .tags(tags)
              .register(registry);
      case OLDEST ->
          gauge(OLDEST, figure)
              .description(
                  "Time since the oldest job that a limit holds became due; 0 if it holds none")
              .baseUnit("seconds")
              .tags(tags)
              .register(registry);
    };
  }

  private Gauge permits(LimitFigure figure, Tags tags) {
    return gauge(PERMITS, figure)
        .description("Permits of a limit that queued and running jobs have, and those left of it")
        .tags(tags)
        .register(registry);
  }

  private Gauge.Builder<LimitMetrics> gauge(String name, LimitFigure figure) {
    return Gauge.builder(name, this, metrics -> metrics.value(figure));
  }

  private double value(LimitFigure figure) {
    ValidCounts counts = latest;
    if (counts == null || ticker.hasReached(counts.until())) {
      return Double.NaN;
    }
    LimitCount count = counts.limits().get(figure.limit());
    Double value = count == null ? null : figure.figure().of(count);
    return value == null ? Double.NaN : value;
  }
}
