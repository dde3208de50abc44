package io.jobwheel.execution;

import io.jobwheel.execution.attempt.AttemptEnvironment;
import io.jobwheel.execution.attempt.TimeLimits;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.ProcessAttemptExecutor;
import io.jobwheel.execution.process.ProcessGauges;
import io.jobwheel.execution.process.ProcessMetrics;
import io.jobwheel.execution.process.ProcessPool;
import io.jobwheel.execution.process.ProcessPoolSettings;
import io.jobwheel.execution.process.WorkerCommand;
import io.jobwheel.execution.process.worker.WorkerHandlers;
import io.jobwheel.execution.process.worker.WorkerMain;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the pool of worker processes and its lane. */
@Configuration(proxyBeanMethods = false)
class ProcessPoolConfiguration {

  @Bean(destroyMethod = "close")
  ProcessPool processPool(
      LaneProperties lanes,
      List<JobHandler<?, ?>> handlers,
      ObjectProvider<ApplicationArguments> arguments,
      ProcessMetrics metrics,
      Ticker ticker) {
    LaneProperties.ProcessPoolProperties pool = lanes.processPool();
    ApplicationArguments given = arguments.getIfAvailable();
    WorkerHandlers handlersToServe =
        pool.processes() == 0 ? WorkerHandlers.NONE : WorkerHandlers.of(handlers, pool.sources());
    return new ProcessPool(
        new ProcessPoolSettings(
            pool.processes(),
            pool.jobsPerProcess(),
            pool.memory().toBytes(),
            pool.startTimeout(),
            pool.cancelGrace(),
            pool.unresponsiveAfter()),
        new WorkerCommand(WorkerMain.class, pool.heap(), pool.jvmArguments()),
        new Frame.Serve(
            handlersToServe.plain(),
            handlersToServe.sources(),
            given == null ? List.of() : List.of(given.getSourceArgs()),
            new Frame.AttemptLimits(
                lanes.output().prints(), lanes.output().characters(), lanes.resultLimit()),
            new Frame.Run(LaneWarmUp.job(ExecutionMode.PROCESS_POOL), Instant.EPOCH)),
        metrics,
        ticker);
  }

  @Bean
  ProcessPoolStarter processPoolStarter(ProcessPool pool) {
    return new ProcessPoolStarter(pool);
  }

  @Bean
  ProcessMetrics processMetrics(MeterRegistry registry) {
    return new ProcessMetrics(registry);
  }

  @Bean
  ProcessGauges processGauges(ProcessPool pool) {
    return new ProcessGauges(pool);
  }

  @Bean
  ProcessAttemptExecutor processAttemptExecutor(
      ProcessPool pool, AttemptEnvironment environment, TimeLimits limits) {
    return new ProcessAttemptExecutor(pool, environment, limits);
  }

  @Bean
  ProcessPoolLane processPoolLane(ProcessAttemptExecutor executor) {
    return new ProcessPoolLane(executor);
  }
}
