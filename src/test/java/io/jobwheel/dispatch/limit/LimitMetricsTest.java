package io.jobwheel.dispatch.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.event.BoundedLabels;
import io.jobwheel.dispatch.event.JobEvent.JobsReleased;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.time.TestClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The meters of limits. */
class LimitMetricsTest {

  private static final Duration VALID = Duration.ofSeconds(15);
  private static final LimitCount TOTAL = new LimitCount(3L, 2L, 4, Duration.ofMillis(2500));
  private static final LimitCount KEYS = new LimitCount(6L, null, 0, Duration.ZERO);
  private static final LimitCount RATE = new LimitCount(null, null, 1, Duration.ofSeconds(9));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TestClock clock = TestClock.at(Jobs.NOW);
  private final LimitMetrics metrics = new LimitMetrics(registry, clock, clock);

  private void counted(LimitCounts counts) {
    metrics.counted(counts, clock.after(VALID));
  }

  private @Nullable Double value(String name, String... tags) {
    Gauge gauge = registry.find(name).tags(tags).gauge();
    return gauge == null ? null : gauge.value();
  }

  private @Nullable Double used(String limit) {
    return value(LimitMetrics.PERMITS, "limit", limit, "state", "used");
  }

  private @Nullable Double free(String limit) {
    return value(LimitMetrics.PERMITS, "limit", limit, "state", "free");
  }

  private @Nullable Double blocked(String limit) {
    return value(LimitMetrics.BLOCKED, "limit", limit);
  }

  private @Nullable Double oldest(String limit) {
    return value(LimitMetrics.OLDEST, "limit", limit);
  }

  private double releases(String limit) {
    return registry.get(LimitMetrics.RELEASES).tag("limit", limit).counter().count();
  }

  @Test
  void eachLimitHasTheFiguresOfItsKind() {
    counted(new LimitCounts(Map.of("total", TOTAL, "keys", KEYS, "rate", RATE), null));

    assertThat(used("total")).isEqualTo(3);
    assertThat(free("total")).isEqualTo(2);
    assertThat(blocked("total")).isEqualTo(4);
    assertThat(oldest("total")).isEqualTo(2.5);
    assertThat(used("keys")).isEqualTo(6);
    assertThat(free("keys")).as("without a total").isNull();
    assertThat(blocked("keys")).isZero();
    assertThat(oldest("keys")).isZero();
    assertThat(used("rate")).as("a rate has no number of permits").isNull();
    assertThat(blocked("rate")).isEqualTo(1);
  }

  @Test
  void aLimitThatIsGoneOrHasNoTotalAnyMoreLosesItsGauges() {
    counted(new LimitCounts(Map.of("total", TOTAL, "keys", KEYS), null));
    counted(new LimitCounts(Map.of("total", KEYS), null));

    assertThat(used("total")).isEqualTo(6);
    assertThat(free("total")).isNull();
    assertThat(used("keys")).isNull();
    assertThat(blocked("keys")).isNull();
    assertThat(oldest("keys")).isNull();
  }

  @Test
  void anOutdatedCountHasNoValueInsteadOfAnOldOne() {
    counted(new LimitCounts(Map.of("total", TOTAL), null));
    clock.advance(VALID.minusNanos(1));
    assertThat(blocked("total")).isEqualTo(4);
    clock.advance(Duration.ofNanos(1));
    assertThat(blocked("total")).isNaN();
    assertThat(free("total")).isNaN();

    counted(new LimitCounts(Map.of("total", TOTAL), null));
    assertThat(blocked("total")).isEqualTo(4);
    metrics.counted(null, clock.after(VALID));
    assertThat(blocked("total")).as("a node of an earlier version has counted").isNaN();
  }

  @Test
  void aThousandLimitsHaveAHundredNamesAndOther() {
    for (int from = 0; from < 1000; from += LimitCounts.MAX_LIMITS) {
      Map<String, LimitCount> counts = new HashMap<>();
      for (int i = from; i < from + LimitCounts.MAX_LIMITS; i++) {
        counts.put("limit-" + i, new LimitCount(1L, 1L, 1, Duration.ofSeconds(1)));
      }
      counted(new LimitCounts(counts, new LimitCount(7L, 0L, 900, Duration.ofSeconds(3))));
    }

    assertThat(blocked("limit-0")).as("not in this count").isNull();
    assertThat(blocked(BoundedLabels.OTHER)).isEqualTo(1000);
    assertThat(used(BoundedLabels.OTHER)).isEqualTo(107);
    assertThat(oldest(BoundedLabels.OTHER)).isEqualTo(3);
    assertThat(registry.find(LimitMetrics.RELEASES).counters())
        .hasSize(BoundedLabels.MAX_NAMED + 1);
  }

  @Test
  void aReleaseCountsForEachLimitOfTheJobOnce() {
    counted(new LimitCounts(Map.of("idle", TOTAL), null));
    clock.advance(Duration.ofSeconds(30));
    metrics.onEvent(
        new JobsReleased(
            List.of(
                Jobs.queued()
                    .limits(
                        new JobLimit("mail", "a", 1),
                        new JobLimit("mail", "b", 1),
                        new JobLimit("db", null, 2))
                    .build(),
                Jobs.queued()
                    .runAt(clock.instant().plusSeconds(1)) // a node's clock may be behind
                    .limits(new JobLimit("db", null, 1))
                    .build())));

    assertThat(releases("mail")).isOne();
    assertThat(releases("db")).isEqualTo(2);
    assertThat(releases("idle")).as("known before its first release").isZero();
    var waits = registry.get(LimitMetrics.WAIT).timer();
    assertThat(waits.count()).isEqualTo(2);
    assertThat(waits.totalTime(TimeUnit.SECONDS)).isEqualTo(30);
  }
}
