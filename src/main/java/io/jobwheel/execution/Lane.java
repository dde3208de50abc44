package io.jobwheel.execution;

import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.execution.process.WorkerStatus;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.TaskRejectedException;

/**
 * Serves one mode on this node with a limited number of slots. Safe for use by any thread.
 *
 * <p>The total, the used slots and the pause are one atomic value, so a reservation always sees the
 * latest resize or pause.
 */
public final class Lane {

  /** The slots; {@code pausedSince} is null if the lane is not paused. */
  private record SlotState(int total, int used, @Nullable Instant pausedSince) {

    SlotState withUsed(int now) {
      return new SlotState(total, now, pausedSince);
    }

    SlotState withTotal(int now) {
      return new SlotState(now, used, pausedSince);
    }

    SlotState paused(@Nullable Instant since) {
      return new SlotState(total, used, since);
    }

    boolean isPaused() {
      return pausedSince != null;
    }
  }

  private final ExecutionMode mode;
  private final LaneService service;
  private final LaneSize size;
  private final List<String> loops;
  private final Supplier<List<WorkerStatus>> workers;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<SlotState> slots;
  private final AtomicInteger running = new AtomicInteger();
  private final ReentrantLock resizing = new ReentrantLock();

  // number of attempts that the executor is sized for; written under the lock, read by any thread
  private volatile int executorSize;

  /** Creates a lane of fixed size without event loops and worker processes. */
  Lane(ExecutionMode mode, int slots, LaneService service) {
    this(mode, slots, service, LaneSize.fixed("Its size is fixed."), List.of(), List::of);
  }

  /**
   * Creates a lane.
   *
   * @param loops the names of its event loops; empty for other lanes
   * @param workers returns the states of its worker processes; empty for other lanes
   */
  public Lane(
      ExecutionMode mode,
      int slots,
      LaneService service,
      LaneSize size,
      List<String> loops,
      Supplier<List<WorkerStatus>> workers) {
    this.mode = mode;
    this.slots = new AtomicReference<>(new SlotState(slots, 0, null));
    this.executorSize = slots;
    this.service = service;
    this.size = size;
    this.loops = List.copyOf(loops);
    this.workers = workers;
  }

  public ExecutionMode mode() {
    return mode;
  }

  public int slots() {
    return slots.get().total();
  }

  /** Returns whether this lane can be resized, and its limits. */
  public LaneSize size() {
    return size;
  }

  /**
   * Adds a listener that is called, on any thread, after the number of free slots may have grown.
   * It must not block.
   */
  public void onCapacity(Runnable listener) {
    listeners.add(listener);
    service.onCapacity(listener);
  }

  /** Returns the number of free slots that the service can serve; 0 while the lane is paused. */
  public int free() {
    return free(slots.get());
  }

  private int free(SlotState now) {
    return now.isPaused() ? 0 : Math.max(usable(now) - now.used(), 0);
  }

  private int usable(SlotState now) {
    return Math.min(now.total(), service.capacity());
  }

  /**
   * Reserves up to {@code wanted} free slots. Returns the number reserved; 0 if no slot is free.
   */
  public int reserve(int wanted) {
    for (; ; ) {
      SlotState now = slots.get();
      int granted = Math.min(wanted, free(now));
      if (granted <= 0) {
        return 0;
      }
      if (slots.compareAndSet(now, now.withUsed(now.used() + granted))) {
        return granted;
      }
    }
  }

  /**
   * Releases reserved slots.
   *
   * @throws IllegalStateException if more slots are released than were reserved
   */
  public void release(int count) {
    SlotState now = slots.updateAndGet(it -> it.withUsed(it.used() - count));
    if (now.used() < 0) {
      throw new IllegalStateException("Lane %s has %d slots in use".formatted(mode, now.used()));
    }
    if (executorSize != now.total() && now.used() <= now.total()) {
      fitExecutor(); // the attempts beyond the new total have ended
    }
  }

  /**
   * Changes the number of slots. Running attempts continue; if there are more of them than slots,
   * no attempt starts until enough of them have ended.
   *
   * @throws IllegalArgumentException if this lane cannot have that many slots; the message has
   *     advice
   */
  public void resize(int total) {
    size.ensureAllows(mode, total);
    resizing.lock();
    try {
      if (total > executorSize) {
        resizeExecutor(total); // before the slots grow, so that no attempt waits for a thread
      }
      slots.updateAndGet(it -> it.withTotal(total));
    } finally {
      resizing.unlock();
    }
    fitExecutor();
    notifyListeners();
  }

  /** Sizes the executor for the slots and for the running attempts beyond them. */
  private void fitExecutor() {
    resizing.lock();
    try {
      SlotState now = slots.get(); // no slot beyond the total is reserved after a resize
      int needed = Math.max(now.total(), now.used());
      if (needed != executorSize) {
        resizeExecutor(needed);
      }
    } finally {
      resizing.unlock();
    }
  }

  private void resizeExecutor(int attempts) {
    size.apply(attempts);
    executorSize = attempts;
  }

  /** Pauses the lane: no attempt starts, running attempts continue. A second call has no effect. */
  public void pause(Instant now) {
    slots.updateAndGet(it -> it.isPaused() ? it : it.paused(now));
  }

  /** Resumes the lane. A second call has no effect. */
  public void resume() {
    slots.updateAndGet(it -> it.paused(null));
    notifyListeners();
  }

  private void notifyListeners() {
    listeners.forEach(Runnable::run);
  }

  /**
   * Runs an attempt for which a slot was reserved. Neither the call nor the future fails: an
   * attempt that a closed executor rejects is released; one that the lane cannot run for another
   * reason, such as a lack of threads, has failed. The future completes when the attempt ends.
   */
  public CompletableFuture<Outcome> run(RunningAttempt attempt) {
    running.incrementAndGet();
    return begin(attempt).whenComplete((_, _) -> running.decrementAndGet());
  }

  private CompletableFuture<Outcome> begin(RunningAttempt attempt) {
    try {
      return EventLoopTaskExecutor.withAffinity(
          attempt.attempt().affinity(), () -> service.run(attempt).exceptionally(Lane::failed));
    } catch (TaskRejectedException e) {
      return CompletableFuture.completedFuture(new Outcome.Released());
    } catch (Throwable e) { // the other jobs of the batch must start all the same
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static Outcome failed(Throwable error) {
    return new Outcome.Failed(
        ErrorCode.LANE_FAILED.error(
            "The lane could not run the attempt: " + error.getClass().getName()));
  }

  /**
   * Returns the number of attempts that run now. Unlike {@link LaneStatus#used}, it is without the
   * slots that a claim reserves while it looks for jobs, which can be half of an idle lane.
   */
  public int running() {
    return running.get();
  }

  /** Returns the current status of the lane. */
  public LaneStatus status() {
    SlotState now = slots.get();
    return new LaneStatus(
        mode, now.total(), usable(now), now.used(), now.pausedSince(), loops, workers.get());
  }
}
