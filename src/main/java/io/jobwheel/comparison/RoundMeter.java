package io.jobwheel.comparison;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.Histogram;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.os.ProcessMemory;
import io.jobwheel.os.ProcessorTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Measures what this node and its worker processes spend on a round. Confined to one thread. */
final class RoundMeter {

  private static final double NANOS = 1e9;
  private static final double PERCENTILE = 0.99;

  /**
   * What a round took.
   *
   * @param processorSeconds null if it is not known
   * @param loopDelaySeconds null without steps
   * @param workerMemoryBytes null without worker processes
   */
  record RoundUsage(
      @Nullable Double processorSeconds,
      @Nullable Double loopDelaySeconds,
      @Nullable Long workerMemoryBytes) {

    /** Nothing is known. */
    static final RoundUsage UNKNOWN = new RoundUsage(null, null, null);
  }

  private final Lanes lanes;
  private final EventLoopGroup loops;
  private final boolean hasWorkers;
  private final Optional<Duration> processorAtBegin;
  private final long[] delaysAtBegin;
  private long peakMemory = -1;

  /** Begins to measure a round of that mode. */
  RoundMeter(Lanes lanes, EventLoopGroup loops, ExecutionMode mode) {
    this.lanes = lanes;
    this.loops = loops;
    this.hasWorkers = mode == ExecutionMode.PROCESS_POOL;
    this.processorAtBegin = processorTime();
    this.delaysAtBegin = delays();
    sample();
  }

  /** Takes a sample of what has only a current value. */
  void sample() {
    if (hasWorkers) {
      long memory = pids().map(ProcessMemory::resident).filter(resident -> resident > 0).sum();
      peakMemory = Math.max(peakMemory, memory);
    }
  }

  /** Returns what was spent since the beginning. */
  RoundUsage end() {
    sample();
    Double processor =
        processorAtBegin
            .flatMap(begin -> processorTime().map(end -> end.minus(begin)))
            .map(spent -> Math.max(spent.toNanos(), 0) / NANOS)
            .orElse(null);
    long[] delays = delays();
    for (int bucket = 0; bucket < delays.length; bucket++) {
      delays[bucket] -= delaysAtBegin[bucket];
    }
    return new RoundUsage(processor, percentile(delays), peakMemory > 0 ? peakMemory : null);
  }

  /**
   * Returns the processor time of this process and its workers. A worker that ends becomes a part
   * of the time of this process, so the sum only grows.
   */
  private Optional<Duration> processorTime() {
    return ProcessorTime.of(ProcessHandle.current().pid())
        .map(own ->
            pids()
                .mapToObj(ProcessorTime::of)
                .flatMap(Optional::stream)
                .reduce(own, Duration::plus));
  }

  private LongStream pids() {
    return lanes.of(ExecutionMode.PROCESS_POOL).status().workers().stream()
        .mapToLong(WorkerStatus::pid)
        .filter(pid -> pid > 0);
  }

  /** Returns the number of delays in each bucket of all loops. */
  private long[] delays() {
    long[] counts = new long[Histogram.BUCKETS];
    for (EventLoop loop : loops.loops()) {
      List<Long> delays = loop.stats().delay().counts();
      for (int bucket = 0; bucket < counts.length; bucket++) {
        counts[bucket] += delays.get(bucket);
      }
    }
    return counts;
  }

  /** Returns the upper bound of the bucket of the percentile; null without counts. */
  static @Nullable Double percentile(long[] counts) {
    long all = LongStream.of(counts).sum();
    if (all == 0) {
      return null;
    }
    long below = 0;
    int bucket = -1;
    do {
      bucket++;
      below += counts[bucket];
    } while (below < all * PERCENTILE);
    // the last bucket has no upper bound
    return Histogram.upperBound(Math.min(bucket, Histogram.BUCKETS - 2)) / NANOS;
  }
}
