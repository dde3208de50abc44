package io.jobwheel.dispatch;

import io.jobwheel.execution.Lanes;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.Wakeups;
import io.jobwheel.time.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what knows of the waiting lines: of the lanes, and of submitters. */
@Configuration(proxyBeanMethods = false)
class LineConfiguration {

  @Bean
  Bell dispatcherBell() {
    return new Bell();
  }

  @Bean
  LaneQueues laneQueues(Lanes lanes) {
    return new LaneQueues(lanes);
  }

  @Bean
  SubmitterLines submitterLines(
      Backlog backlog, Wakeups wakeups, DispatchProperties properties, Ticker ticker) {
    return new SubmitterLines(
        backlog::waitingOf,
        new SubmitterLine.Terms(
            properties.countEvery(), wakeups.isShared(), properties.writeTimeout(), ticker));
  }

  @Bean
  Arrivals arrivals(LaneQueues queues, SubmitterLines submitters, Bell bell, Wakeups wakeups) {
    return new Arrivals(queues, submitters, bell, wakeups);
  }
}
