package io.jobwheel.dispatch.node;

import static java.util.stream.Collectors.toSet;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.event.JobEventListener;
import io.jobwheel.dispatch.event.NodeCounters;
import io.jobwheel.dispatch.fleet.CapabilityMonitor;
import io.jobwheel.dispatch.fleet.FleetReader;
import io.jobwheel.dispatch.fleet.NodeReporter;
import io.jobwheel.dispatch.fleet.UtilizationSampler;
import io.jobwheel.dispatch.recovery.LeaseKeeper;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.query.NodeCapabilities;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Configures what this node publishes of itself, and reads of the others. */
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

  private final InstantSource clock;
  private final Ticker ticker;

  FleetConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  CapabilityMonitor capabilityMonitor(
      NodeLeases leases,
      NodeQueries queries,
      LeaseKeeper keeper,
      JobTypes types,
      Lanes lanes,
      DispatchProperties properties) {
    Set<ExecutionMode> modes =
        lanes.all().stream().filter(lane -> lane.slots() > 0).map(Lane::mode).collect(toSet());
    return new CapabilityMonitor(
        leases,
        queries,
        keeper::node,
        new NodeCapabilities(types.names(), modes),
        properties.countEvery(),
        properties.writeTimeout(),
        ticker);
  }

  @Bean
  @Order(JobEventListener.COUNT)
  NodeCounters nodeCounters() {
    return new NodeCounters();
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  UtilizationSampler utilizationSampler(Lanes lanes) {
    return new UtilizationSampler(lanes, ticker);
  }

  @Bean
  NodeReporter nodeReporter(
      ObjectProvider<BuildProperties> build,
      Lanes lanes,
      LaneProblems problems,
      UtilizationSampler utilization,
      CapabilityMonitor capabilities,
      NodeCounters counters) {
    BuildProperties known = build.getIfAvailable();
    return new NodeReporter(
        known == null ? null : known.getVersion(),
        lanes,
        problems,
        utilization,
        capabilities::current,
        counters::counts,
        clock);
  }

  @Bean
  FleetReader fleetReader(NodeQueries queries, LeaseKeeper keeper, NodeReporter reporter) {
    return new FleetReader(queries, keeper::node, reporter::status);
  }
}
