package io.jobwheel.execution;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much each lane of this node carries. The sequential lane always carries one attempt.
 *
 * @param eventLoop the lane of coroutines
 * @param threadPool the lane of platform threads
 * @param virtualThreads the lane of virtual threads
 * @param output how much an attempt may print, in every lane
 * @param resultLimit how many characters the result of an attempt may have as JSON, in every lane;
 *     one that is longer fails the job with the code {@code result-too-large}
 */
@Validated
@ConfigurationProperties("jobwheel.lanes")
public record LaneProperties(
    @DefaultValue @Valid EventLoop eventLoop,
    @DefaultValue @Valid ThreadPool threadPool,
    @DefaultValue @Valid VirtualThreads virtualThreads,
    @DefaultValue @Valid OutputLimit output,
    @DefaultValue("1048576") @Min(1) @Max(100_000_000) int resultLimit) {

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
      @DefaultValue("20000") @Min(1) @Max(1_000_000) int slots,
      @DefaultValue("16") @Min(1) @Max(1_000) int blockingThreads) {}

  /**
   * The lane of platform threads.
   *
   * @param slots how many threads, one for each attempt; they end after a minute without work
   */
  public record ThreadPool(@DefaultValue("16") @Min(1) @Max(10_000) int slots) {}

  /**
   * The lane of virtual threads.
   *
   * @param slots how many attempts at once; a virtual thread is made for each
   */
  public record VirtualThreads(@DefaultValue("1000") @Min(1) @Max(1_000_000) int slots) {}
}
