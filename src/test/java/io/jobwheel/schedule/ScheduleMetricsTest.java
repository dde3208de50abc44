package io.jobwheel.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.schedule.Schedules.NextFire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gauges of schedules. */
class ScheduleMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ScheduleMetrics metrics = new ScheduleMetrics(registry);

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void theyAreUnknownUntilTheStoreWasReadAndAfterItFailed() {
    assertThat(gauge(ScheduleMetrics.ACTIVE)).isNaN();
    assertThat(gauge(ScheduleMetrics.OVERDUE)).isNaN();

    metrics.looked(new NextFire(3, 0, Duration.ofSeconds(1)));
    assertThat(gauge(ScheduleMetrics.ACTIVE)).isEqualTo(3);

    metrics.failed();
    assertThat(gauge(ScheduleMetrics.ACTIVE)).isNaN();
    assertThat(gauge(ScheduleMetrics.OVERDUE)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"PT-1M-30S, 90", "PT-0.25S, 0.25", "PT0S, 0", "PT5S, 0", ", 0"})
  void overdueIsTheTimeSinceTheMostOverdueOne(Duration untilNext, double seconds) {
    metrics.looked(new NextFire(1, 0, untilNext));

    assertThat(gauge(ScheduleMetrics.OVERDUE)).isEqualTo(seconds);
  }
}
