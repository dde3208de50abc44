package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.JobAwaiter;
import io.jobwheel.dispatch.JobCanceller;
import io.jobwheel.dispatch.JobSubmitter;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.backlog.SubmitterBacklogs;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.JobMetrics;
import io.jobwheel.dispatch.event.RemoteCompletionPoller;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.outcome.StoreOutput;
import io.jobwheel.dispatch.recovery.Admission;
import io.jobwheel.dispatch.recovery.GroupReconciler;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.recovery.LeaseRescuer;
import io.jobwheel.dispatch.recovery.OwnershipReconciler;
import io.jobwheel.dispatch.recovery.Pruner;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.JobSpecValidator;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.NodeQueries;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Wires what brings jobs and lanes together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({DispatchProperties.class, RetentionProperties.class})
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
  StoreOutput registryOutput(JobOutputs outputs, ProgressReports reports) {
    return new StoreOutput(outputs, reports);
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
  Admission admission() {
    return new Admission(ticker);
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
  LeaseKeeper leaseKeeper(
      NodeLeases leases, RunningJobs running, Admission admission, DispatchProperties properties) {
    return new LeaseKeeper(leases, running, admission, properties, nodeName(), ticker);
  }

  @Bean
  LeaseRescuer leaseRescuer(
      NodeLeases leases,
      LeaseKeeper keeper,
      JobEventPublisher events,
      DispatchProperties properties) {
    return new LeaseRescuer(leases, keeper::node, events, properties, clock, ticker);
  }

  @Bean
  OwnershipReconciler heldJobs(
      NodeQueries queries,
      JobOutcomes outcomes,
      RunningJobs running,
      LeaseKeeper keeper,
      JobEventPublisher events,
      DispatchProperties properties) {
    return new OwnershipReconciler(
        queries, outcomes, running, keeper::node, events, properties.pollInterval(), clock, ticker);
  }

  @Bean
  RemoteCompletionPoller awaitedElsewhere(NodeQueries queries, CompletionWaiters waiters) {
    return new RemoteCompletionPoller(queries, waiters, ticker);
  }

  @Bean
  GroupReconciler groupReconciler(
      OpenGroups groups, JobEventPublisher events, DispatchProperties properties) {
    return new GroupReconciler(groups, events, properties.writeTimeout(), clock, ticker);
  }

  @Bean
  Pruner pruner(JobRetention retention, RetentionProperties limits, DispatchProperties properties) {
    return new Pruner(retention, limits, properties.writeTimeout(), clock, ticker);
  }

  @Bean
  PayloadBudget payloadBudget(RunningJobs running, WakeUp dispatcher) {
    return PayloadBudget.ofHeap(running, dispatcher::request);
  }

  @Bean
  Dispatcher dispatcher(
      JobClaims claims,
      ScheduledJobs schedule,
      LaneBacklogs queues,
      AttemptRunner runner,
      LeaseKeeper keeper,
      JobTypes types,
      Admission admission,
      WakeUp wakeUp,
      Jitter jitter,
      JobEventPublisher events,
      PayloadBudget payloads,
      DispatchProperties properties) {
    JobClaimer.Terms terms =
        new JobClaimer.Terms(keeper::node, types.names(), properties.claimBatch(), payloads, clock);
    JobClaimer filler = new JobClaimer(queues, claims, runner, terms, events);
    queues.all().forEach(queue -> queue.lane().onCapacity(wakeUp::request));
    return new Dispatcher(
        schedule, queues, filler, admission, properties, clock, ticker, jitter, wakeUp);
  }

  @Bean
  JobSubmitter jobSubmitter(
      JobSubmissions submissions,
      LaneBacklogs queues,
      SubmitterBacklogs submitters,
      JobEventPublisher events,
      AttemptRunner runner,
      PayloadBudget payloads,
      JobTypes types,
      Admission admission,
      LeaseKeeper keeper,
      DispatchProperties properties) {
    return new DurableJobSubmitter(
        new DurableJobSubmitter.Collaborators(
            submissions, queues, submitters, events, runner, payloads),
        new JobSpecValidator(types, properties.maxGroup()),
        new JobFactory(clock),
        admission,
        keeper::node,
        properties);
  }

  @Bean
  JobCanceller jobCanceller(
      JobCancellations cancels, JobEventPublisher events, DispatchProperties properties) {
    return new DurableJobCanceller(cancels, events, clock, properties.writeTimeout());
  }

  @Bean
  JobAwaiter jobAwaiter(
      CompletionWaiters waiters,
      JobQueries queries,
      @Qualifier(FOLLOW_UPS) TaskExecutor followUps) {
    return new SignalledJobAwaiter(waiters, queries, followUps);
  }

  @Bean
  NodeLifecycle nodeLifecycle(
      NodeLeases leases,
      LeaseKeeper keeper,
      LeaseRescuer rescuer,
      OutcomeRecorder recorder,
      JobEventPublisher events,
      BacklogMonitor activeJobs,
      OwnershipReconciler heldJobs,
      RemoteCompletionPoller awaited,
      Pruner pruner,
      GroupReconciler groups,
      QueueNotifier notifier,
      DispatchProperties properties) {
    return new NodeLifecycle(
        leases,
        keeper,
        rescuer,
        recorder,
        events,
        new NodeLifecycle.Duties(activeJobs, heldJobs, awaited, pruner, groups, notifier),
        properties,
        clock);
  }

  @Bean
  GracefulShutdown drain(
      Admission admission,
      Dispatcher dispatcher,
      RunningJobs running,
      CompletionWaiters waiters,
      DispatchProperties properties) {
    return new GracefulShutdown(admission, dispatcher, running, waiters, properties);
  }

  private static String nodeName() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + pid;
    } catch (UnknownHostException e) {
      return "localhost/" + pid; // a name for people, nothing depends on it
    }
  }
}
