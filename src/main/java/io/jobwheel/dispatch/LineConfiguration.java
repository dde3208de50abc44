package io.jobwheel.dispatch;

import io.jobwheel.execution.Lanes;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.Wakeups;
import io.jobwheel.time.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires what knows of the waiting lines: of the lanes, and of submitters. */
@Configuration(proxyBeanMethods = false)
class LineConfiguration {

  @Bean
  WakeUp dispatcherWakeUp(Ticker ticker) {
    return new WakeUp(ticker);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  LaneQueues laneQueues(Lanes lanes) {
    return new LaneQueues(lanes);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  SubmitterLines submitterLines(
      Backlog backlog, Wakeups wakeups, DispatchProperties properties, Ticker ticker) {
    return new SubmitterLines(
        backlog::waitingOf,
        new SubmitterLine.Terms(
            properties.countEvery(), wakeups.isShared(), properties.writeTimeout(), ticker));
  }

  @Bean
  @Order(JobEventListener.ACT)
  QueueNotifier queueNotifier(LaneQueues queues, WakeUp dispatcher, Wakeups wakeups) {
    return new QueueNotifier(queues, dispatcher, wakeups);
  }
}
