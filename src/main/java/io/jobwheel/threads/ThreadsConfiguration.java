package io.jobwheel.threads;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Guards the threads without which the node is of no use. */
@Configuration(proxyBeanMethods = false)
class ThreadsConfiguration {

  // as the JVM's own, when it exits for a lack of memory
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

  /** On a thread of its own: a shutdown waits for the one that guards. */
  private static void exit() {
    Thread.ofPlatform().name("jobwheel-exit").start(() -> System.exit(EXIT_CODE));
  }
}
