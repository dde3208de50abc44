package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.fleet.CapabilityMonitor;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.outcome.StoreOutput;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobDeleter;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobRedriver;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.dispatch.request.Redeliverer;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.submission.IdempotencyKeyFactory;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.JobSpecValidator;
import io.jobwheel.dispatch.submission.LimitValidator;
import io.jobwheel.dispatch.submission.RedriveValidator;
import io.jobwheel.dispatch.submission.TypeLimits;
import io.jobwheel.dispatch.submission.WebhookValidator;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.limit.LimitPauses;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.time.Ticker;
import io.jobwheel.webhook.WebhookUrls;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Configures submission, claims, attempts and the drain of a node. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DispatchProperties.class, TypeLimitProperties.class})
class DispatchConfiguration {

  private static final String FOLLOW_UPS = "dispatchFollowUps";
  private static final int FOLLOW_UP_THREADS = 4;
  private static final int FOLLOW_UPS_WAITING = 100_000;

  private final InstantSource clock;
  private final Ticker ticker;

  DispatchConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  StoreOutput storeOutput(
      JobOutputs outputs, ProgressReports reports, LimitPauses pauses, ChangeFollowers followers) {
    return new StoreOutput(outputs, reports, pauses, followers::changed);
  }

  @Bean(name = FOLLOW_UPS, defaultCandidate = false)
  ThreadPoolTaskExecutor dispatchFollowUps() {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setThreadNamePrefix("follow-up-");
    executor.setCorePoolSize(FOLLOW_UP_THREADS);
    executor.setMaxPoolSize(FOLLOW_UP_THREADS);
    executor.setQueueCapacity(FOLLOW_UPS_WAITING);
    executor.setDaemon(true);
    executor.setAcceptTasksAfterContextClose(true);
    return executor;
  }

  @Bean
  NodeAdmission admission() {
    return new NodeAdmission(ticker);
  }

  @Bean
  AttemptRunner attemptRunner(
      RunningJobs running,
      OutcomeRecorder recorder,
      JobMetrics metrics,
      WakeUp dispatcher,
      Tracing tracing) {
    return new AttemptRunner(running, recorder, metrics, dispatcher, clock, ticker, tracing);
  }

  @Bean
  JobClaimer jobClaimer(
      JobClaims claims,
      LaneBacklogs backlogs,
      AttemptRunner runner,
      JobEventPublisher events,
      LeaseKeeper keeper,
      JobTypes types,
      PayloadBudget payloads,
      ActivePauses pauses,
      DispatchProperties properties) {
    JobClaimer.ClaimOptions options =
        new JobClaimer.ClaimOptions(
            keeper::node, types.names(), properties.claimBatch(), payloads, pauses, clock);
    return new JobClaimer(backlogs, claims, runner, options, events);
  }

  @Bean
  Dispatcher dispatcher(
      ScheduledJobs scheduledJobs,
      JobExpirer expirer,
      LaneBacklogs backlogs,
      ActivePauses pauses,
      FairQueues fairQueues,
      ActiveLimits limits,
      JobClaimer claimer,
      NodeAdmission admission,
      WakeUp wakeUp,
      Jitter jitter,
      DispatchProperties properties) {
    backlogs.all().forEach(backlog -> backlog.lane().onCapacity(wakeUp::request));
    Runnable refresh =
        () -> {
          pauses.refresh();
          limits.refreshLimits();
          fairQueues.refresh();
        };
    return new Dispatcher(
        new TimedJobs(scheduledJobs, expirer),
        refresh,
        claimer,
        admission,
        properties,
        clock,
        ticker,
        jitter,
        wakeUp);
  }

  @Bean
  JobFactory jobFactory() {
    return new JobFactory(clock);
  }

  @Bean
  SubmissionWriter submissionWriter(
      JobSubmissions submissions,
      BacklogLimits limits,
      JobEventPublisher events,
      AttemptRunner runner,
      JobFactory factory,
      NodeAdmission admission,
      ActivePauses pauses,
      LeaseKeeper keeper,
      DispatchProperties properties) {
    return new SubmissionWriter(
        submissions,
        limits,
        events,
        runner,
        factory,
        admission,
        pauses,
        keeper::node,
        properties.writeTimeout());
  }

  @Bean
  JobSpecValidator jobSpecValidator(
      JobTypes types,
      WebhookUrls webhookUrls,
      ActiveLimits limits,
      TypeLimitProperties typeLimits,
      DispatchProperties properties) {
    return new JobSpecValidator(
        types,
        new WebhookValidator(webhookUrls),
        new LimitValidator(limits, new TypeLimits(typeLimits)),
        properties.maxGroup(),
        clock);
  }

  @Bean
  JobPlanner jobPlanner(JobSpecValidator validator, JobFactory factory, BacklogLimits limits) {
    return new ValidatingJobPlanner(validator, factory, limits);
  }

  @Bean
  JobSubmitter jobSubmitter(
      JobSpecValidator validator,
      SubmissionWriter writer,
      JobFactory factory,
      IdempotencyKeys keys,
      JobQueries queries,
      BacklogLimits limits,
      RetentionProperties retention) {
    return new DurableJobSubmitter(
        validator,
        writer,
        factory,
        new IdempotencyKeyFactory(retention.idempotencyKeys()),
        keys,
        queries,
        limits);
  }

  @Bean
  JobCanceller jobCanceller(
      JobCancellations cancellations, JobEventPublisher events, DispatchProperties properties) {
    return new DurableJobCanceller(cancellations, events, clock, properties.writeTimeout());
  }

  @Bean
  JobRedriver jobRedriver(
      JobRedrives redrives,
      JobQueries queries,
      JobTypes types,
      BacklogLimits limits,
      NodeAdmission admission,
      JobEventPublisher events,
      DispatchProperties properties) {
    return new DurableJobRedriver(
        redrives,
        queries,
        new RedriveValidator(types),
        limits,
        admission,
        events,
        clock,
        properties.writeTimeout());
  }

  @Bean
  Redeliverer redeliverer(
      JobQueries queries, JobRedriver redriver, SubmissionWriter writer, JobFactory factory) {
    return new DurableRedeliverer(queries, redriver, writer, factory);
  }

  @Bean
  JobDeleter jobDeleter(JobDeletions deletions, DispatchProperties properties) {
    return new DurableJobDeleter(deletions, clock, properties.writeTimeout());
  }

  @Bean
  JobPauser jobPauser(
      Pauses store, ActivePauses active, QueueNotifier notifier, DispatchProperties properties) {
    return new DurableJobPauser(store, active, notifier, properties.writeTimeout());
  }

  @Bean
  JobAwaiter jobAwaiter(
      CompletionWaiters waiters,
      JobQueries queries,
      @Qualifier(FOLLOW_UPS) TaskExecutor followUps) {
    return new SignalledJobAwaiter(waiters, queries, followUps);
  }

  @Bean
  GracefulShutdown gracefulShutdown(
      NodeAdmission admission,
      Dispatcher dispatcher,
      RunningJobs running,
      CompletionWaiters waiters,
      ChangeFollowers followers,
      CapabilityMonitor capabilities,
      DispatchProperties properties) {
    return new GracefulShutdown(
        admission, dispatcher, running, waiters, followers, capabilities, properties);
  }
}
