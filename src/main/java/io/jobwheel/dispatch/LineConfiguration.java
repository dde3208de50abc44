package io.jobwheel.dispatch;

import io.jobwheel.execution.Lanes;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.Wakeups;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires what knows of the waiting lines: of the lanes, and of submitters. */
@Configuration(proxyBeanMethods = false)
class LineConfiguration {

  @Bean
  WakeUp dispatcherWakeUp() {
    return new WakeUp();
  }

  @Bean
  @Order(JobEventListener.COUNT)
  LaneQueues laneQueues(Lanes lanes) {
    return new LaneQueues(lanes);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  SubmitterLines submitterLines(Backlog backlog, Wakeups wakeups, DispatchProperties properties) {
    return new SubmitterLines(
        backlog::waitingOf,
        new SubmitterLine.Terms(
            properties.countEvery(),
            wakeups.isShared(),
            properties.writeTimeout(),
            System::nanoTime));
  }

  @Bean
  @Order(JobEventListener.ACT)
  QueueNotifier queueNotifier(LaneQueues queues, WakeUp dispatcher, Wakeups wakeups) {
    return new QueueNotifier(queues, dispatcher, wakeups);
  }
}
