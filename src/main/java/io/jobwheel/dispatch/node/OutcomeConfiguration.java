package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.event.AttemptCanceller;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.event.JobEvent.JobFinished;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.event.JobEventMapper;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.outcome.RetryPlanner;
import io.jobwheel.dispatch.request.FireEndListener;
import io.jobwheel.dispatch.request.JobAnnouncer;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.time.Ticker;
import io.jobwheel.webhook.DeliveryListener;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Configures the recording of outcomes, and events and their listeners. */
@Configuration(proxyBeanMethods = false)
class OutcomeConfiguration {

  private final InstantSource clock;
  private final Ticker ticker;

  OutcomeConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  Jitter dispatchJitter() {
    return new Jitter(() -> ThreadLocalRandom.current().nextLong());
  }

  @Bean
  JobEventPublisher jobEventPublisher(ObjectProvider<JobEventListener> listeners) {
    return new JobEventPublisher(listeners.orderedStream().toList());
  }

  @Bean
  JobAnnouncer jobAnnouncer(JobEventPublisher events) {
    return (jobs, duplicates, cancelled) ->
        events.publish(JobEventMapper.ofAdded(jobs, duplicates, cancelled));
  }

  @Bean
  DeliveryListener deliveryListener(JobAnnouncer announcer) {
    return deliveries -> announcer.announce(deliveries, List.of(), List.of());
  }

  /** Tells schedules of the ends of their jobs. */
  @Bean
  @Order(JobEventListener.COMPLETE)
  JobEventListener fireEnds(ObjectProvider<FireEndListener> listeners) {
    return event -> {
      if (event instanceof JobFinished(var job, _) && job.spec().fire() != null) {
        listeners.forEach(FireEndListener::fireEnded);
      }
    };
  }

  @Bean
  @Order(JobEventListener.ACT)
  ScheduledJobs scheduledJobs(JobClaims claims, WakeUp dispatcher) {
    return new ScheduledJobs(claims, dispatcher);
  }

  @Bean
  @Order(JobEventListener.ACT)
  JobExpirer jobExpirer(
      JobDeadlines deadlines, WakeUp dispatcher, ObjectProvider<JobEventPublisher> events) {
    return new JobExpirer(deadlines, dispatcher, events::getObject, clock);
  }

  @Bean
  @Order(JobEventListener.ACT)
  AttemptCanceller attemptCanceller(RunningJobs running) {
    return new AttemptCanceller(running);
  }

  @Bean
  @Order(JobEventListener.COMPLETE)
  CompletionWaiters completionWaiters() {
    return new CompletionWaiters(ticker);
  }

  @Bean
  @Order(JobEventListener.COMPLETE)
  ChangeFollowers changeFollowers() {
    return new ChangeFollowers();
  }

  @Bean
  RetryPlanner retryPlanner(DispatchProperties properties, Jitter jitter) {
    return new RetryPlanner(properties.maxCrashes(), jitter);
  }

  @Bean
  OutcomeRecorder outcomeRecorder(
      JobOutcomes outcomes,
      RunningJobs running,
      JobEventPublisher events,
      RetryPlanner retryPlanner) {
    return new OutcomeRecorder(outcomes, running, events, retryPlanner, clock, ticker);
  }
}
