package io.jobwheel.execution;

import io.jobwheel.time.MachineTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The lanes as Spring wires them in the service. The test provides the handlers. */
@Import({
  MachineTime.class,
  LaneConfiguration.class,
  LaneExecutors.class,
  ProcessPoolConfiguration.class
})
@ImportAutoConfiguration({ValidationAutoConfiguration.class, TaskExecutionAutoConfiguration.class})
public class LaneWiring {

  @Bean
  MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Bean
  RecordingOutput output() {
    return new RecordingOutput();
  }
}
