package io.jobwheel.threads;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the guard of the vital threads. */
@Configuration(proxyBeanMethods = false)
class ThreadsConfiguration {

  // the same as that of -XX:+ExitOnOutOfMemoryError
  private static final int EXIT_CODE = 3;
  private static final long EVERY_MILLIS = 1_000;

  @Bean
  VitalThreads vitalThreads() {
    return new VitalThreads();
  }

  @Bean
  VitalThreadsHealth threadsHealthIndicator(VitalThreads threads) {
    return new VitalThreadsHealth(threads);
  }

  @Bean
  VitalThreadsGuard vitalThreadsGuard(VitalThreads threads) {
    return new VitalThreadsGuard(threads, ThreadsConfiguration::exit, EVERY_MILLIS);
  }

  /** Exits on a thread of its own: the shutdown would wait for the calling thread. */
  private static void exit() {
    Thread.ofPlatform().name("jobwheel-exit").start(() -> System.exit(EXIT_CODE));
  }
}
