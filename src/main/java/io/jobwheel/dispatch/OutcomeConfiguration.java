package io.jobwheel.dispatch;

import io.jobwheel.execution.RunningJobs;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobOutcomes;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what follows when attempts end. */
@Configuration(proxyBeanMethods = false)
class OutcomeConfiguration {

  private final InstantSource clock;

  OutcomeConfiguration(InstantSource clock) {
    this.clock = clock;
  }

  @Bean
  Jitter dispatchJitter() {
    return new Jitter(() -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  Endings endings(
      Signals signals, RunningJobs running, JobMetrics metrics, SubmitterLines submitters) {
    return new Endings(signals, running, metrics, submitters);
  }

  @Bean
  Schedule schedule(JobClaims claims) {
    return new Schedule(claims);
  }

  @Bean
  Returns returns(
      JobMetrics metrics,
      Arrivals arrivals,
      SubmitterLines submitters,
      Schedule schedule,
      Bell bell) {
    return new Returns(metrics, arrivals, submitters, schedule, bell);
  }

  @Bean
  NextAttempt nextAttempt(DispatchProperties properties, Jitter jitter) {
    return new NextAttempt(properties.maxCrashes(), jitter);
  }

  @Bean
  OutcomeRecorder outcomeRecorder(
      JobOutcomes outcomes,
      RunningJobs running,
      Endings endings,
      Returns returns,
      NextAttempt nextAttempt) {
    return new OutcomeRecorder(outcomes, running, endings, returns, nextAttempt, clock);
  }
}
