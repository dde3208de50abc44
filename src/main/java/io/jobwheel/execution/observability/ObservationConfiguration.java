package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.LaneControl;
import io.jobwheel.execution.LaneProblems;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.RunningJobs;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the meters, health indicators and management endpoints of lanes and loops. */
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {

  private final InstantSource clock;

  ObservationConfiguration(InstantSource clock) {
    this.clock = clock;
  }

  @Bean
  LaneMetrics laneMetrics(Lanes lanes, RunningJobs running) {
    return new LaneMetrics(lanes, running);
  }

  @Bean
  LoopMetrics loopMetrics(EventLoopGroup loops) {
    return new LoopMetrics(loops);
  }

  @Bean
  LoopHistograms loopHistograms(
      EventLoopGroup loops, ObjectProvider<PrometheusRegistry> prometheus) {
    LoopHistograms histograms = new LoopHistograms(loops);
    prometheus.ifAvailable(registry -> registry.register(histograms));
    return histograms;
  }

  @Bean
  VirtualThreadMetrics virtualThreadMetrics(Lanes lanes, EventLoopGroup loops) {
    return new VirtualThreadMetrics(lanes, loops);
  }

  @Bean
  LanesHealth lanesHealthIndicator(Lanes lanes, LaneProblems problems) {
    return new LanesHealth(lanes, problems, clock);
  }

  @Bean
  LanesEndpoint lanesEndpoint(Lanes lanes, LaneControl control) {
    return new LanesEndpoint(lanes, control);
  }

  @Bean
  LoopsEndpoint loopsEndpoint(EventLoopGroup loops) {
    return new LoopsEndpoint(loops);
  }
}
