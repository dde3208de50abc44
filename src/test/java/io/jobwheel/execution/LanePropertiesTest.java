package io.jobwheel.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.attempt.OutputLimit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class LanePropertiesTest {

  @EnableConfigurationProperties(LaneProperties.class)
  static class Wiring {}

  private static final LaneProperties.ProcessPoolProperties PROCESSES =
      new LaneProperties.ProcessPoolProperties(
          null,
          1_000,
          DataSize.ofMegabytes(256),
          DataSize.ofBytes(0),
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          List.of(),
          List.of());

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
          .withUserConfiguration(Wiring.class);

  @Test
  void theDefaultsAreThoseOfTheDocumentation() {
    runner.run(context ->
        assertThat(context.getBean(LaneProperties.class))
            .isEqualTo(properties(1, 20_000, 16, 16, 1_000, PROCESSES, 1_048_576)));
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
            "jobwheel.lanes.process-pool.slots=7",
            "jobwheel.lanes.process-pool.jobs-per-process=8",
            "jobwheel.lanes.process-pool.heap=9MB",
            "jobwheel.lanes.process-pool.memory=10MB",
            "jobwheel.lanes.process-pool.start-timeout=11s",
            "jobwheel.lanes.process-pool.cancel-grace=12s",
            "jobwheel.lanes.process-pool.unresponsive-after=13s",
            "jobwheel.lanes.process-pool.jvm-arguments=-Da=1,-Db=2",
            "jobwheel.lanes.process-pool.sources=" + Wiring.class.getName(),
            "jobwheel.lanes.result-limit=14")
        .run(context ->
            assertThat(context.getBean(LaneProperties.class))
                .isEqualTo(
                    properties(
                        2,
                        3,
                        4,
                        5,
                        6,
                        new LaneProperties.ProcessPoolProperties(
                            7,
                            8,
                            DataSize.ofMegabytes(9),
                            DataSize.ofMegabytes(10),
                            Duration.ofSeconds(11),
                            Duration.ofSeconds(12),
                            Duration.ofSeconds(13),
                            List.of("-Da=1", "-Db=2"),
                            List.of(Wiring.class)),
                        14)));
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
        "process-pool.slots=-1",
        "process-pool.jobs-per-process=0",
        "process-pool.start-timeout=0s",
        "process-pool.unresponsive-after=0s",
        "process-pool.cancel-grace=-1s",
        "process-pool.heap=big",
        "process-pool.sources=no.such.Class",
        "result-limit=0",
        "result-limit=100000001"
      })
  void aSizeThatCannotBeIsRefused(String property) {
    runner
        .withPropertyValues("jobwheel.lanes." + property)
        .run(context -> assertThat(context).hasFailed());
  }

  private static LaneProperties properties(
      int loops,
      int loopSlots,
      int blockingThreads,
      int poolSlots,
      int virtualSlots,
      LaneProperties.ProcessPoolProperties processPool,
      int result) {
    return new LaneProperties(
        new LaneProperties.EventLoopProperties(loops, loopSlots, blockingThreads),
        new LaneProperties.ThreadPoolProperties(poolSlots),
        new LaneProperties.VirtualThreadsProperties(virtualSlots),
        processPool,
        new OutputLimit(10_000, 1_000_000),
        result);
  }
}
