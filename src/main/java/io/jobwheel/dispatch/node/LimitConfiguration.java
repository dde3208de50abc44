package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.limit.HeldJobReleaser;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.time.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the release of jobs that limits hold. */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

  @Bean
  HeldJobReleaser heldJobReleaser(
      HeldJobs heldJobs, JobEventPublisher events, DispatchProperties properties, Ticker ticker) {
    return new HeldJobReleaser(heldJobs, events, properties.writeTimeout(), ticker);
  }
}
