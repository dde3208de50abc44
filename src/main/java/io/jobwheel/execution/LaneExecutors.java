package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.attempt.AttemptScope;
import io.jobwheel.threads.VitalThreads;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * One executor for each lane. None is a default candidate, so that MVC and the rest of Spring use
 * their own.
 *
 * <p>Waiting jobs stay in the store: an attempt reaches its executor only after a slot was
 * reserved. A slot becomes free shortly before its thread does, so each pool has a short-term queue
 * as long as its maximum number of slots.
 */
@Configuration(proxyBeanMethods = false)
class LaneExecutors {

  static final String SEQUENTIAL = "sequentialLaneExecutor";
  static final String EVENT_LOOP = "eventLoopLaneExecutor";
  static final String THREAD_POOL = "threadPoolLaneExecutor";
  static final String VIRTUAL_THREADS = "virtualThreadsLaneExecutor";
  static final String PROCESS_POOL = "processPoolLaneExecutor";
  static final String BLOCKING = "eventLoopBlockingExecutor";

  @Bean(name = SEQUENTIAL, defaultCandidate = false)
  ThreadPoolTaskExecutor sequentialLaneExecutor() {
    return pool("sequential-", 1, 1);
  }

  @Bean(name = THREAD_POOL, defaultCandidate = false)
  ThreadPoolTaskExecutor threadPoolLaneExecutor(LaneProperties lanes) {
    int threads = lanes.threadPool().slots();
    return pool("thread-pool-", threads, LaneProperties.MAX_THREADS);
  }

  @Bean(name = VIRTUAL_THREADS, defaultCandidate = false, destroyMethod = "close")
  SimpleAsyncTaskExecutor virtualThreadsLaneExecutor() {
    SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("virtual-");
    executor.setVirtualThreads(true);
    executor.setTaskTerminationTimeout(0); // the drain has already ended the attempts
    return executor;
  }

  @Bean(destroyMethod = "close")
  EventLoopGroup eventLoops(LaneProperties lanes, ObjectProvider<VitalThreads> vital) {
    EventLoopGroup loops =
        new EventLoopGroup("loop", lanes.eventLoop().loops(), AttemptScope::carry);
    vital.ifAvailable(threads -> loops.threads().forEach(threads::add));
    return loops;
  }

  @Bean(name = EVENT_LOOP, defaultCandidate = false)
  AsyncTaskExecutor eventLoopLaneExecutor(EventLoopGroup eventLoops) {
    return new EventLoopTaskExecutor(eventLoops);
  }

  /** Returns a pool with one thread for each worker process, at least one. */
  @Bean(name = PROCESS_POOL, defaultCandidate = false)
  ThreadPoolTaskExecutor processPoolLaneExecutor(LaneProperties lanes) {
    int processes = Math.max(lanes.processPool().processes(), 1);
    return pool("process-pool-", processes, processes);
  }

  @Bean(name = BLOCKING, defaultCandidate = false)
  ThreadPoolTaskExecutor eventLoopBlockingExecutor(LaneProperties lanes) {
    return pool(
        "loop-blocking-", lanes.eventLoop().blockingThreads(), LaneProperties.MAX_LIGHT_SLOTS);
  }

  /** Sets the size of a pool. Surplus threads end when they are idle. */
  static void resize(ThreadPoolTaskExecutor pool, int threads) {
    if (threads > pool.getMaxPoolSize()) {
      pool.setMaxPoolSize(threads); // the maximum must not be less than the core size
      pool.setCorePoolSize(threads);
    } else {
      pool.setCorePoolSize(threads);
      pool.setMaxPoolSize(threads);
    }
  }

  private static ThreadPoolTaskExecutor pool(String prefix, int threads, int queueCapacity) {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setThreadNamePrefix(prefix);
    executor.setCorePoolSize(threads);
    executor.setMaxPoolSize(threads);
    executor.setQueueCapacity(queueCapacity);
    executor.setAllowCoreThreadTimeOut(true);
    executor.setKeepAliveSeconds(60);
    executor.setDaemon(true); // a handler that ignores an interrupt must not keep the JVM alive
    executor.setAcceptTasksAfterContextClose(true); // the drain decides when the lanes stop
    return executor;
  }
}
