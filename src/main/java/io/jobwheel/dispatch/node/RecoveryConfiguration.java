package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.RetentionProperties;
import io.jobwheel.dispatch.backlog.BacklogMonitor;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.event.RemoteChangePoller;
import io.jobwheel.dispatch.event.RemoteCompletionPoller;
import io.jobwheel.dispatch.event.RemotePollers;
import io.jobwheel.dispatch.fleet.CapabilityMonitor;
import io.jobwheel.dispatch.fleet.NodeReporter;
import io.jobwheel.dispatch.node.NodeLifecycle.NodeTasks;
import io.jobwheel.dispatch.operation.OperationRunner;
import io.jobwheel.dispatch.outcome.OutcomeRecorder;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.recovery.GroupReconciler;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.dispatch.recovery.LeaseRescuer;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.dispatch.recovery.OwnershipReconciler;
import io.jobwheel.dispatch.recovery.Pruner;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures leases, rescue, reconciliation, pruning, and the lifecycle of a node. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionProperties.class)
class RecoveryConfiguration {

  private final InstantSource clock;
  private final Ticker ticker;

  RecoveryConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  LeaseKeeper leaseKeeper(
      NodeLeases leases,
      RunningJobs running,
      NodeAdmission admission,
      DispatchProperties properties,
      ObjectProvider<NodeReporter> reporter) {
    return new LeaseKeeper(
        leases,
        running,
        admission,
        properties,
        nodeName(),
        () -> reporter.getObject().status(), // it needs the keeper's node
        ticker);
  }

  @Bean
  CurrentNode currentNode(LeaseKeeper keeper) {
    return keeper::node;
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
  OwnershipReconciler ownershipReconciler(
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
  RemotePollers remotePollers(
      NodeQueries queries, CompletionWaiters waiters, ChangeFollowers followers) {
    return new RemotePollers(
        new RemoteCompletionPoller(queries, waiters, ticker),
        new RemoteChangePoller(queries, followers, ticker));
  }

  @Bean
  GroupReconciler groupReconciler(
      OpenGroups groups, JobEventPublisher events, DispatchProperties properties) {
    return new GroupReconciler(groups, events, properties.writeTimeout(), clock, ticker);
  }

  @Bean
  Pruner pruner(
      JobRetention retention,
      IdempotencyKeys keys,
      Operations operations,
      FairQueues fairQueues,
      RetentionProperties limits,
      DispatchProperties properties) {
    return new Pruner(
        retention, keys, operations, fairQueues, limits, properties.writeTimeout(), clock, ticker);
  }

  @Bean
  NodeTasks nodeTasks(
      BacklogMonitor backlogMonitor,
      OwnershipReconciler ownershipReconciler,
      RemotePollers pollers,
      Pruner pruner,
      GroupReconciler groups,
      ActivePauses pauses,
      OperationRunner operations,
      CapabilityMonitor capabilities,
      QueueNotifier notifier) {
    return new NodeTasks(
        backlogMonitor,
        ownershipReconciler,
        pollers,
        pruner,
        groups,
        pauses,
        operations,
        capabilities,
        notifier);
  }

  @Bean
  NodeLifecycle nodeLifecycle(
      NodeLeases leases,
      LeaseKeeper keeper,
      LeaseRescuer rescuer,
      OutcomeRecorder recorder,
      JobEventPublisher events,
      NodeTasks tasks,
      DispatchProperties properties) {
    return new NodeLifecycle(leases, keeper, rescuer, recorder, events, tasks, properties, clock);
  }

  private static String nodeName() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      return InetAddress.getLocalHost().getHostName() + "/" + pid;
    } catch (UnknownHostException e) {
      return "localhost/" + pid; // for display only
    }
  }
}
