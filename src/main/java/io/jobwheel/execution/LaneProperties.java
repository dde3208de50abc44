package io.jobwheel.execution;

import io.jobwheel.execution.attempt.OutputLimit;
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
 * Sizes of the lanes of this node. The lane sequential always runs one attempt at a time.
 *
 * @param eventLoop The lane of coroutines on event loops.
 * @param threadPool The lane of platform threads.
 * @param virtualThreads The lane of virtual threads.
 * @param processPool The lane of worker processes.
 * @param output Limits of the output of an attempt, in every lane.
 * @param resultLimit Maximum length of the result of an attempt as JSON, in characters, in every
 *     lane. A longer result fails the job with the code result-too-large.
 */
@Validated
@ConfigurationProperties("jobwheel.lanes")
public record LaneProperties(
    @DefaultValue @Valid EventLoopProperties eventLoop,
    @DefaultValue @Valid ThreadPoolProperties threadPool,
    @DefaultValue @Valid VirtualThreadsProperties virtualThreads,
    @DefaultValue @Valid ProcessPoolProperties processPool,
    @DefaultValue @Valid @NestedConfigurationProperty OutputLimit output,
    @DefaultValue("1048576") @Min(1) @Max(100_000_000) int resultLimit) {

  /** Maximum number of slots of the lanes of coroutines and of virtual threads. */
  static final int MAX_LIGHT_SLOTS = 1_000_000;

  /** Maximum number of slots of the lane of platform threads. */
  static final int MAX_THREADS = 10_000;

  /**
   * The lane of coroutines on event loops.
   *
   * @param loops Number of event loops, each on one thread. One is enough for work that mostly
   *     waits. All jobs of a group run on the same loop.
   * @param slots Maximum number of attempts that all loops together run at a time.
   * @param blockingThreads Number of threads for blocking work that coroutines hand off. Further
   *     blocking work waits.
   */
  public record EventLoopProperties(
      @DefaultValue("1") @Min(1) @Max(64) int loops,
      @DefaultValue("20000") @Min(1) @Max(MAX_LIGHT_SLOTS) int slots,
      @DefaultValue("16") @Min(1) @Max(1_000) int blockingThreads) {}

  /**
   * The lane of platform threads.
   *
   * @param slots Maximum number of attempts at a time, which is the maximum number of threads. A
   *     thread ends after one minute without work.
   */
  public record ThreadPoolProperties(@DefaultValue("16") @Min(1) @Max(MAX_THREADS) int slots) {}

  /**
   * The lane of virtual threads.
   *
   * @param slots Maximum number of attempts at a time. Each runs on a virtual thread of its own.
   */
  public record VirtualThreadsProperties(
      @DefaultValue("1000") @Min(1) @Max(MAX_LIGHT_SLOTS) int slots) {}

  /**
   * The lane of worker processes.
   *
   * @param slots Number of worker processes, each of which runs one attempt at a time. Default: the
   *     number of processors. With 0, this node starts none and leaves such jobs to other nodes.
   * @param jobsPerProcess Number of attempts after which a process is replaced.
   * @param heap Maximum heap of each process (-Xmx); at least 8MB.
   * @param memory Resident memory above which a process is replaced after its attempt. With 0,
   *     there is no limit. Ignored on systems without /proc.
   * @param startTimeout Maximum time until a process is ready. After it, the process is killed and
   *     another is started after a pause.
   * @param cancelGrace Maximum time that a handler has to end after a cancellation or a timeout.
   *     After it, its process is killed.
   * @param unresponsiveAfter Time without a response after which a process is killed.
   * @param jvmArguments Additional arguments for the JVM of each process. They follow those of
   *     Jobwheel.
   * @param sources Names of Spring configuration classes that define the handlers without a
   *     no-argument constructor, and the beans that these need. Each process starts an application
   *     context of these classes only.
   */
  public record ProcessPoolProperties(
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

    private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(8);

    public ProcessPoolProperties {
      if (heap.compareTo(LEAST_HEAP) < 0) {
        throw new IllegalArgumentException(
            "jobwheel.lanes.process-pool.heap must be at least %s, not %s"
                .formatted(LEAST_HEAP, heap));
      }
      if (memory.isNegative()) {
        throw new IllegalArgumentException(
            "jobwheel.lanes.process-pool.memory must be at least 0B, not %s".formatted(memory));
      }
    }

    /**
     * Returns the number of worker processes: {@code slots} if set, else the number of processors.
     */
    public int processes() {
      return slots == null ? Runtime.getRuntime().availableProcessors() : slots;
    }
  }
}
