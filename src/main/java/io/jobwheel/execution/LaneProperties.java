package io.jobwheel.execution;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much each lane of this node carries. The sequential lane always carries one attempt.
 *
 * @param eventLoop the lane of coroutines
 * @param threadPool the lane of platform threads
 * @param virtualThreads the lane of virtual threads
 * @param processPool the lane of child processes
 * @param output how much an attempt may print, in every lane
 * @param resultLimit how many characters the result of an attempt may have as JSON, in every lane;
 *     one that is longer fails the job with the code result-too-large
 */
@Validated
@ConfigurationProperties("jobwheel.lanes")
public record LaneProperties(
    @DefaultValue @Valid EventLoop eventLoop,
    @DefaultValue @Valid ThreadPool threadPool,
    @DefaultValue @Valid VirtualThreads virtualThreads,
    @DefaultValue @Valid ProcessPool processPool,
    @DefaultValue @Valid @NestedConfigurationProperty OutputLimit output,
    @DefaultValue("1048576") @Min(1) @Max(100_000_000) int resultLimit) {

  /** The most slots of the lanes of coroutines and of virtual threads. */
  static final int MOST_LIGHT_SLOTS = 1_000_000;

  /** The most slots of the lane of platform threads. */
  static final int MOST_THREADS = 10_000;

  /**
   * The lane of coroutines.
   *
   * @param loops how many event loops, each on one thread. 1 is enough for work that waits; a group
   *     always stays on one loop
   * @param slots how many attempts all loops together carry at once
   * @param blockingThreads how many threads do what coroutines hand off as blocking work; more such
   *     work waits its turn
   */
  public record EventLoop(
      @DefaultValue("1") @Min(1) @Max(64) int loops,
      @DefaultValue("20000") @Min(1) @Max(MOST_LIGHT_SLOTS) int slots,
      @DefaultValue("16") @Min(1) @Max(1_000) int blockingThreads) {}

  /**
   * The lane of platform threads.
   *
   * @param slots how many threads, one for each attempt; they end after a minute without work
   */
  public record ThreadPool(@DefaultValue("16") @Min(1) @Max(MOST_THREADS) int slots) {}

  /**
   * The lane of virtual threads.
   *
   * @param slots how many attempts at once; a virtual thread is made for each
   */
  public record VirtualThreads(@DefaultValue("1000") @Min(1) @Max(MOST_LIGHT_SLOTS) int slots) {}

  /**
   * The lane of child processes.
   *
   * @param slots how many warm processes, each for one attempt at a time; as many as the machine
   *     has processors unless set. 0: this node starts none and leaves such jobs to others
   * @param jobsPerProcess after how many attempts a process is replaced by a fresh one
   * @param heap the largest heap of each process (-Xmx)
   * @param memory resident memory past which a process is replaced after its attempt; 0 for no
   *     limit, ignored where there is no /proc
   * @param startTimeout how long a process may take until it is ready; then it is killed, and after
   *     a pause another is started
   * @param cancelGrace how long a body that was told to end, by a cancel or its time limit, may
   *     take before its process is killed
   * @param unresponsiveAfter how long a process may not answer before it is killed
   * @param jvmArguments further arguments for the JVM of a process, after those of Jobwheel
   * @param sources full names of Spring configuration classes with the handlers, and the beans they
   *     need, that have no constructor without parameters; a process then starts a context of just
   *     these
   */
  public record ProcessPool(
      @Min(0) @Max(1_000) @Nullable Integer slots,
      @DefaultValue("1000") @Min(1) int jobsPerProcess,
      @DefaultValue("256MB") DataSize heap,
      @DefaultValue("0") DataSize memory,
      @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(minutes = 10)
          Duration startTimeout,
      @DefaultValue("2s") @DurationMin @DurationMax(minutes = 10) Duration cancelGrace,
      @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(hours = 1)
          Duration unresponsiveAfter,
      @DefaultValue List<String> jvmArguments,
      @DefaultValue List<Class<?>> sources) {

    /** How many processes: what was set, else one a processor. */
    public int processes() {
      return slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    }
  }
}
