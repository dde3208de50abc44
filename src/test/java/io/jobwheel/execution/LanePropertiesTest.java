package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

class LanePropertiesTest {

  @EnableConfigurationProperties(LaneProperties.class)
  static class Wiring {}

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Wiring.class);

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    runner.run(context ->
        assertThat(context.getBean(LaneProperties.class))
            .isEqualTo(properties(1, 20_000, 16, 16, 1_000, 1_048_576)));
  }

  @Test
  void everyPropertyCanBeSet() {
    runner
        .withPropertyValues(
            "jobwheel.lanes.event-loop.loops=2",
            "jobwheel.lanes.event-loop.slots=3",
            "jobwheel.lanes.event-loop.blocking-threads=4",
            "jobwheel.lanes.thread-pool.slots=5",
            "jobwheel.lanes.virtual-threads.slots=6",
            "jobwheel.lanes.result-limit=7")
        .run(context ->
            assertThat(context.getBean(LaneProperties.class))
                .isEqualTo(properties(2, 3, 4, 5, 6, 7)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event-loop.loops=0",
        "event-loop.loops=65",
        "event-loop.slots=0",
        "event-loop.slots=1000001",
        "event-loop.blocking-threads=0",
        "thread-pool.slots=0",
        "thread-pool.slots=-1",
        "virtual-threads.slots=0",
        "virtual-threads.slots=many",
        "result-limit=0",
        "result-limit=100000001"
      })
  void aSizeThatCannotBeIsRefused(String property) {
    runner
        .withPropertyValues("jobwheel.lanes." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  private static LaneProperties properties(
      int loops, int loopSlots, int blockingThreads, int poolSlots, int virtualSlots, int result) {
    return new LaneProperties(
        new LaneProperties.EventLoop(loops, loopSlots, blockingThreads),
        new LaneProperties.ThreadPool(poolSlots),
        new LaneProperties.VirtualThreads(virtualSlots),
        new OutputLimit(10_000, 1_000_000),
        result);
  }
}
