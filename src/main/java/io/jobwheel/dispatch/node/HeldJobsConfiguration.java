package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.limit.HeldJobReleaser;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.store.limit.SupersededJobs;
import io.jobwheel.time.Ticker;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the release of jobs that limits hold. */
@Configuration(proxyBeanMethods = false)
class HeldJobsConfiguration {

  @Bean
  HeldJobReleaser heldJobReleaser(
      HeldJobs heldJobs,
      SupersededJobs superseded,
      JobEventPublisher events,
      DispatchProperties properties,
      InstantSource clock,
      Ticker ticker) {
    return new HeldJobReleaser(
        heldJobs, superseded, events, properties.writeTimeout(), clock, ticker);
  }
}
