package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.Ticker;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.job.ExecutionMode;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.validation.Validator;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.annotation.EnableAsync;

/** Wires the lanes and the handlers that they run. */
@EnableAsync(proxyTargetClass = true)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LaneProperties.class)
class LaneConfiguration {

  @Bean
  CountdownHandler countdownHandler() {
    return new CountdownHandler();
  }

  @Bean
  JobTypes jobTypes(List<JobHandler<?, ?>> handlers, Validator validator) {
    return new JobTypes(handlers, validator);
  }

  @Bean
  TimeLimits timeLimits() {
    return new TimeLimits();
  }

  @Bean
  AttemptBody attemptBody(JobTypes types, TimeLimits limits, LaneProperties sizes) {
    return new AttemptBody(types, limits, new ResultLimit(sizes.resultLimit()));
  }

  @Bean
  AttemptEnvironment attemptEnvironment(
      AttemptOutput output,
      LaneProperties sizes,
      ObjectProvider<InstantSource> clock,
      @Qualifier(LaneExecutors.BLOCKING) TaskExecutor blocking) {
    return new AttemptEnvironment(
        output,
        sizes.output(),
        clock.getIfUnique(InstantSource::system),
        Ticker.system(),
        Thread::sleep,
        blocking);
  }

  @Bean
  SequentialLane sequentialLane(AttemptBody body, AttemptEnvironment environment) {
    return new SequentialLane(body, environment);
  }

  @Bean
  EventLoopLane eventLoopLane(AttemptBody body, AttemptEnvironment environment) {
    return new EventLoopLane(body, environment);
  }

  @Bean
  ThreadPoolLane threadPoolLane(AttemptBody body, AttemptEnvironment environment) {
    return new ThreadPoolLane(body, environment);
  }

  @Bean
  VirtualThreadsLane virtualThreadsLane(AttemptBody body, AttemptEnvironment environment) {
    return new VirtualThreadsLane(body, environment);
  }

  @Bean
  Lanes lanes(
      LaneProperties sizes,
      SequentialLane sequential,
      EventLoopLane eventLoop,
      ThreadPoolLane threadPool,
      VirtualThreadsLane virtualThreads,
      ProcessPoolLane processPool,
      ProcessPool processes,
      EventLoopGroup loops) {
    List<String> loopNames = loops.loops().stream().map(EventLoop::name).toList();
    return new Lanes(
        List.of(
            new Lane(ExecutionMode.SEQUENTIAL, 1, sequential),
            new Lane(
                ExecutionMode.EVENT_LOOP,
                sizes.eventLoop().slots(),
                eventLoop,
                loopNames,
                List::of),
            new Lane(ExecutionMode.THREAD_POOL, sizes.threadPool().slots(), threadPool),
            new Lane(ExecutionMode.VIRTUAL_THREADS, sizes.virtualThreads().slots(), virtualThreads),
            new Lane(
                ExecutionMode.PROCESS_POOL,
                sizes.processPool().processes(),
                processPool,
                List.of(),
                processes::children)));
  }

  @Bean
  LaneWarmUp laneWarmUp(Lanes lanes, AttemptBody body) {
    return new LaneWarmUp(lanes, body);
  }

  @Bean
  RunningJobs runningJobs() {
    return new RunningJobs();
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
}
