package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.execution.Lanes;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.time.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires what knows of the waiting lines: of the lanes, and of submitters. */
@Configuration(proxyBeanMethods = false)
class BacklogConfiguration {

  @Bean
  WakeUp dispatcherWakeUp(Ticker ticker) {
    return new WakeUp(ticker);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  LaneBacklogs laneQueues(Lanes lanes) {
    return new LaneBacklogs(lanes);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  SubmitterBacklogs submitterLines(
      Backlog backlog, JobNotifier wakeups, DispatchProperties properties, Ticker ticker) {
    return new SubmitterBacklogs(
        backlog::waitingOf,
        new SubmitterBacklog.Terms(
            properties.countEvery(), wakeups.isShared(), properties.writeTimeout(), ticker));
  }

  @Bean
  @Order(JobEventListener.ACT)
  QueueNotifier queueNotifier(LaneBacklogs queues, WakeUp dispatcher, JobNotifier wakeups) {
    return new QueueNotifier(queues, dispatcher, wakeups);
  }
}
