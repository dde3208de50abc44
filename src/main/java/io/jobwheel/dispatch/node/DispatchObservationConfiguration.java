package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.BacklogCounts;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.event.LimitActionMetrics;
import io.jobwheel.dispatch.limit.LimitMetrics;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.store.Backlog;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Configures the meters, counts and health of dispatch. */
@Configuration(proxyBeanMethods = false)
class DispatchObservationConfiguration {

  private final InstantSource clock;
  private final Ticker ticker;

  DispatchObservationConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  @Order(JobEventListener.COUNT)
  JobMetrics jobMetrics(MeterRegistry registry) {
    return new JobMetrics(registry);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  LimitActionMetrics limitActionMetrics(MeterRegistry registry) {
    return new LimitActionMetrics(registry);
  }

  @Bean
  LimitMetrics limitMetrics(MeterRegistry registry) {
    return new LimitMetrics(registry, clock, ticker);
  }

  @Bean
  BacklogMonitor backlogMonitor(
      Backlog backlog,
      LaneBacklogs backlogs,
      LimitMetrics limitMetrics,
      DispatchProperties properties) {
    return new BacklogMonitor(
        backlog,
        backlogs,
        limitMetrics,
        properties.countEvery(),
        properties.writeTimeout(),
        ticker);
  }

  @Bean
  NodeMetrics nodeMetrics(
      Dispatcher dispatcher, LeaseKeeper keeper, DispatchProperties properties) {
    return new NodeMetrics(dispatcher, keeper, properties.lease());
  }

  @Bean
  DispatchHealth dispatchHealthIndicator(
      Dispatcher dispatcher,
      NodeAdmission admission,
      ActivePauses pauses,
      BacklogCounts counts,
      DispatchProperties properties) {
    return new DispatchHealth(dispatcher, admission, pauses, counts, properties, clock);
  }
}
