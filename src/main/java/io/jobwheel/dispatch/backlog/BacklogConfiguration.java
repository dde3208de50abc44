package io.jobwheel.dispatch.backlog;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.time.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Configures the limits on waiting work. */
@Configuration(proxyBeanMethods = false)
class BacklogConfiguration {

  @Bean
  WakeUp dispatcherWakeUp(Ticker ticker) {
    return new WakeUp(ticker);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  LaneBacklogs laneBacklogs(Lanes lanes) {
    return new LaneBacklogs(lanes);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  SubmitterBacklogs submitterBacklogs(
      Backlog backlog, JobNotifier jobNotifier, DispatchProperties properties, Ticker ticker) {
    return new SubmitterBacklogs(
        backlog::waitingOf,
        new SubmitterBacklog.CountOptions(
            properties.countEvery(), jobNotifier.isShared(), properties.writeTimeout(), ticker));
  }

  @Bean
  ActivePauses activePauses(Pauses pauses) {
    return new ActivePauses(pauses);
  }

  @Bean
  ActiveLimits activeLimits(Limits limits, Ticker ticker) {
    return new ActiveLimits(limits, ticker);
  }

  @Bean
  @Order(JobEventListener.ACT)
  QueueNotifier queueNotifier(
      LaneBacklogs backlogs, WakeUp dispatcher, JobNotifier jobNotifier, ActivePauses pauses) {
    return new QueueNotifier(backlogs, dispatcher, jobNotifier, pauses);
  }

  @Bean
  PayloadBudget payloadBudget(RunningJobs running, WakeUp dispatcher) {
    return PayloadBudget.ofHeap(running, dispatcher::request);
  }

  @Bean
  BacklogLimits backlogLimits(
      LaneBacklogs backlogs,
      SubmitterBacklogs submitters,
      PayloadBudget payloads,
      WakeUp dispatcher,
      DispatchProperties properties) {
    return new BacklogLimits(backlogs, submitters, payloads, dispatcher, properties.maxBacklog());
  }
}
