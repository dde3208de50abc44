package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.AttemptExecutor;
import io.jobwheel.execution.attempt.AttemptOutput;
import io.jobwheel.execution.attempt.ResultLimit;
import io.jobwheel.execution.attempt.RunningJobs;
import io.jobwheel.execution.attempt.TimeLimits;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.time.Ticker;
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
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Wires the lanes and the handlers that they run. */
@EnableAsync(proxyTargetClass = true)
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LaneProperties.class)
class LaneConfiguration {

  private static final String SEQUENTIAL_ADVICE =
      "It runs one attempt at a time. For more, use another mode.";
  private static final String PROCESS_ADVICE =
      "Its processes start with the node: set jobwheel.lanes.process-pool.slots and restart.";

  @Bean
  CountdownHandler countdownHandler() {
    return new CountdownHandler();
  }

  @Bean
  JobTypes jobTypes(List<JobHandler<?, ?>> handlers, Validator validator) {
    return new JobTypes(handlers, validator);
  }

  @Bean
  TimeLimits timeLimits(Ticker ticker) {
    return new TimeLimits(ticker);
  }

  @Bean
  AttemptExecutor attemptExecutor(JobTypes types, TimeLimits limits, LaneProperties sizes) {
    return new AttemptExecutor(types, limits, new ResultLimit(sizes.resultLimit()));
  }

  @Bean
  AttemptEnvironment attemptEnvironment(
      AttemptOutput output,
      LaneProperties sizes,
      InstantSource clock,
      Ticker ticker,
      @Qualifier(LaneExecutors.BLOCKING) TaskExecutor blocking) {
    return new AttemptEnvironment(
        output, sizes.output(), clock, ticker, AttemptEnvironment.Sleeper.SYSTEM, blocking);
  }

  @Bean
  InProcessLanes inProcessLanes(AttemptExecutor executor, AttemptEnvironment environment) {
    return new InProcessLanes(executor, environment);
  }

  @Bean
  Lanes lanes(
      LaneProperties sizes,
      InProcessLanes inProcess,
      ProcessPoolLane processPool,
      ProcessPool processes,
      EventLoopGroup loops,
      @Qualifier(LaneExecutors.THREAD_POOL) ThreadPoolTaskExecutor threadPoolExecutor) {
    List<String> loopNames = loops.loops().stream().map(EventLoop::name).toList();
    LaneSize light = LaneSize.upTo(LaneProperties.MAX_LIGHT_SLOTS, attempts -> {});
    LaneSize threads =
        LaneSize.upTo(
            LaneProperties.MAX_THREADS,
            attempts -> LaneExecutors.resize(threadPoolExecutor, attempts));
    return new Lanes(
        List.of(
            lane(
                ExecutionMode.SEQUENTIAL,
                1,
                inProcess::sequential,
                LaneSize.fixed(SEQUENTIAL_ADVICE)),
            new Lane(
                ExecutionMode.EVENT_LOOP,
                sizes.eventLoop().slots(),
                inProcess::eventLoop,
                light,
                loopNames,
                List::of),
            lane(
                ExecutionMode.THREAD_POOL,
                sizes.threadPool().slots(),
                inProcess::threadPool,
                threads),
            lane(
                ExecutionMode.VIRTUAL_THREADS,
                sizes.virtualThreads().slots(),
                inProcess::virtualThreads,
                light),
            new Lane(
                ExecutionMode.PROCESS_POOL,
                sizes.processPool().processes(),
                processPool,
                LaneSize.fixed(PROCESS_ADVICE),
                List.of(),
                processes::workers)));
  }

  private static Lane lane(ExecutionMode mode, int slots, LaneService service, LaneSize size) {
    return new Lane(mode, slots, service, size, List.of(), List::of);
  }

  @Bean
  LaneControl laneControl(Lanes lanes, InstantSource clock, ObjectProvider<OperatorName> operator) {
    return new LaneControl(lanes, clock, operator.getIfAvailable(() -> () -> null));
  }

  @Bean
  LaneProblems laneProblems(EventLoopGroup loops) {
    return new LaneProblems(loops, LaneProblems.STALLED);
  }

  @Bean
  LaneWarmUp laneWarmUp(Lanes lanes, AttemptExecutor executor, InstantSource clock, Ticker ticker) {
    return new LaneWarmUp(lanes, executor, clock, ticker);
  }

  @Bean
  RunningJobs runningJobs(Ticker ticker, InstantSource clock) {
    return new RunningJobs(ticker, clock);
  }
}
