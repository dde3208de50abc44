package io.jobwheel.execution;

import io.jobwheel.execution.process.ChildStatus;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.springframework.core.task.TaskRejectedException;

/** What serves a mode on this node: a service and its slots. Safe from any thread. */
public final class Lane {

  static final String LANE_FAILED = "lane-failed";

  private final ExecutionMode mode;
  private final int slots;
  private final LaneService service;
  private final List<String> loops;
  private final Supplier<List<ChildStatus>> children;
  private final AtomicInteger used = new AtomicInteger();

  /** A lane without loops and processes. */
  Lane(ExecutionMode mode, int slots, LaneService service) {
    this(mode, slots, service, List.of(), List::of);
  }

  Lane(
      ExecutionMode mode,
      int slots,
      LaneService service,
      List<String> loops,
      Supplier<List<ChildStatus>> children) {
    this.mode = mode;
    this.slots = slots;
    this.service = service;
    this.loops = List.copyOf(loops);
    this.children = children;
  }

  public ExecutionMode mode() {
    return mode;
  }

  public int slots() {
    return slots;
  }

  /** Calls that, on any thread, when the service can carry more than before; it must not block. */
  public void onCapacity(Runnable listener) {
    service.onCapacity(listener);
  }

  /** How many slots nobody has taken and the service can carry, at this moment. */
  public int free() {
    return Math.max(usable() - used.get(), 0);
  }

  private int usable() {
    return Math.min(slots, service.capacity());
  }

  /** Takes up to {@code wanted} free slots; how many it got, 0 when none is free. */
  public int reserve(int wanted) {
    for (; ; ) {
      int now = used.get();
      int granted = Math.min(wanted, usable() - now);
      if (granted <= 0) {
        return 0;
      }
      if (used.compareAndSet(now, now + granted)) {
        return granted;
      }
    }
  }

  /**
   * Gives slots back.
   *
   * @throws IllegalStateException when more are given back than were taken
   */
  public void release(int count) {
    int left = used.addAndGet(-count);
    if (left < 0) {
      throw new IllegalStateException("Lane %s has %d slots in use".formatted(mode, left));
    }
  }

  /**
   * Runs an attempt for which a slot was reserved. The future ends with the attempt; neither it nor
   * this call ever fails. An attempt that a closed executor refuses is given back; one that cannot
   * be carried for another reason, such as a lack of threads, has failed.
   */
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    try {
      return EventLoopTaskExecutor.withAffinity(
          attempt.attempt().affinity(), () -> service.run(attempt).exceptionally(Lane::failed));
    } catch (TaskRejectedException e) {
      return CompletableFuture.completedFuture(new Outcome.GivenBack());
    } catch (Throwable e) { // the other jobs of the batch must start all the same
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static Outcome failed(Throwable error) {
    return new Outcome.Failed(
        new JobError(LANE_FAILED, "The lane could not carry it: " + error.getClass().getName()));
  }

  public LaneStatus status() {
    return new LaneStatus(mode, slots, usable(), used.get(), loops, children.get());
  }
}
