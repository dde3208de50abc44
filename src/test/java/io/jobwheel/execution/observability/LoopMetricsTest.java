package io.jobwheel.execution.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopMetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void aStepThatHoldsItsLoopIsCounted() {
    try (EventLoopGroup loops = new EventLoopGroup("loop", 1)) {
      new LoopMetrics(loops).bindTo(registry);
      assertThat(count(LoopMetrics.SLOW_STEPS)).isZero();
      assertThat(count(LoopMetrics.STARVATIONS)).isZero();
      EventLoop loop = loops.loops().getFirst();
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600); // slow is 100 ms
      loop.submit(
              () -> {
                while (System.nanoTime() < end) {
                  Thread.onSpinWait();
                }
                return null;
              })
          .join();
      assertThat(count(LoopMetrics.SLOW_STEPS)).isOne();
    }
  }

  private double count(String meter) {
    return registry.get(meter).functionCounter().count();
  }
}
