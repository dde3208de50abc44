package io.jobwheel.dispatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UtilizationSamplerTest {

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final Lanes lanes = FakeLanes.ofFourSlots();
  private final UtilizationSampler sampler = new UtilizationSampler(lanes, clock);

  @Test
  void eachLaneIsReadOnceASecond() {
    sampler.start();
    assertThat(clock.timers()).containsExactly(Duration.ofSeconds(1));
    assertThat(lanes.of(ExecutionMode.THREAD_POOL).reserve(3)).isEqualTo(3);
    clock.advance(Duration.ofMillis(5_500));
    lanes.of(ExecutionMode.THREAD_POOL).release(3);
    clock.advance(Duration.ofMillis(4_500));
    assertThat(sampler.of(ExecutionMode.THREAD_POOL).percent())
        .as("five of the nine readings before the end of the window found 75 percent")
        .containsExactly(42);
    assertThat(sampler.of(ExecutionMode.EVENT_LOOP).percent()).containsExactly(25);
    assertThat(sampler.of(ExecutionMode.SEQUENTIAL).percent()).containsExactly(0);
  }

  @Test
  void theReadingsEnd() {
    sampler.start();
    clock.advance(Duration.ofSeconds(30));
    sampler.close();
    assertThat(clock.timers()).isEmpty();
    sampler.start();
    assertThat(clock.timers()).as("for good").isEmpty();
  }
}
