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
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.TaskRejectedException;

/**
 * What serves a mode on this node: a service and its slots. Safe from any thread.
 *
 * <p>How many slots there are, how many are taken and whether the lane is paused is one value, so
 * that nobody takes a slot by an older word than the latest.
 */
public final class Lane {

  /** The slots; {@code pausedSince} is null when the lane is not paused. */
  private record Slots(int total, int used, @Nullable Instant pausedSince) {

    Slots withUsed(int now) {
      return new Slots(total, now, pausedSince);
    }

    Slots withTotal(int now) {
      return new Slots(now, used, pausedSince);
    }

    Slots paused(@Nullable Instant since) {
      return new Slots(total, used, since);
    }

    boolean isPaused() {
      return pausedSince != null;
    }
  }

  private final ExecutionMode mode;
  private final LaneService service;
  private final LaneSize size;
  private final List<String> loops;
  private final Supplier<List<WorkerStatus>> children;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<Slots> slots;
  private final ReentrantLock resizing = new ReentrantLock();

  // written under the lock, read by any thread: for how many attempts the executor was made
  private volatile int carried;

  /** A lane without loops and processes, that keeps its size. */
  Lane(ExecutionMode mode, int slots, LaneService service) {
    this(mode, slots, service, LaneSize.fixed("Its size is fixed."), List.of(), List::of);
  }

  public Lane(
      ExecutionMode mode,
      int slots,
      LaneService service,
      LaneSize size,
      List<String> loops,
      Supplier<List<WorkerStatus>> children) {
    this.mode = mode;
    this.slots = new AtomicReference<>(new Slots(slots, 0, null));
    this.carried = slots;
    this.service = service;
    this.size = size;
    this.loops = List.copyOf(loops);
    this.children = children;
  }

  public ExecutionMode mode() {
    return mode;
  }

  public int slots() {
    return slots.get().total();
  }

  /** Whether and how far this lane can be resized. */
  public LaneSize size() {
    return size;
  }

  /** Calls that, on any thread, when the lane may take more than before; it must not block. */
  public void onCapacity(Runnable listener) {
    listeners.add(listener);
    service.onCapacity(listener);
  }

  /** How many slots nobody has taken and the service can carry; none while it is paused. */
  public int free() {
    return free(slots.get());
  }

  private int free(Slots now) {
    return now.isPaused() ? 0 : Math.max(usable(now) - now.used(), 0);
  }

  private int usable(Slots now) {
    return Math.min(now.total(), service.capacity());
  }

  /** Takes up to {@code wanted} free slots; how many it got, 0 when none is free. */
  public int reserve(int wanted) {
    for (; ; ) {
      Slots now = slots.get();
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
   * Gives slots back.
   *
   * @throws IllegalStateException when more are given back than were taken
   */
  public void release(int count) {
    Slots now = slots.updateAndGet(it -> it.withUsed(it.used() - count));
    if (now.used() < 0) {
      throw new IllegalStateException("Lane %s has %d slots in use".formatted(mode, now.used()));
    }
    if (carried != now.total() && now.used() <= now.total()) {
      settle(); // attempts of the time when there were more slots have ended
    }
  }

  /**
   * Takes so many attempts at once from now on. Where fewer are taken than run, those go on and no
   * other begins until enough have ended.
   *
   * @throws IllegalArgumentException when this lane cannot have so many; it says what to do
   */
  public void resize(int total) {
    size.ensureAllows(mode, total);
    resizing.lock();
    try {
      if (total > carried) {
        carry(total); // first, so that nobody who gets a new slot has to wait for a thread
      }
      slots.updateAndGet(it -> it.withTotal(total));
    } finally {
      resizing.unlock();
    }
    settle();
    capacityHasGrown();
  }

  /** Fits the executor to the slots, and to what runs beyond them. */
  private void settle() {
    resizing.lock();
    try {
      Slots now = slots.get(); // none is taken beyond the total after it was set
      int needed = Math.max(now.total(), now.used());
      if (needed != carried) {
        carry(needed);
      }
    } finally {
      resizing.unlock();
    }
  }

  private void carry(int attempts) {
    size.apply(attempts);
    carried = attempts;
  }

  /** Begins no attempt from now on; what runs goes on. A second call changes nothing. */
  public void pause(Instant now) {
    slots.updateAndGet(it -> it.isPaused() ? it : it.paused(now));
  }

  /** Begins attempts again. A second call changes nothing. */
  public void resume() {
    slots.updateAndGet(it -> it.paused(null));
    capacityHasGrown();
  }

  private void capacityHasGrown() {
    listeners.forEach(Runnable::run);
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
      return CompletableFuture.completedFuture(new Outcome.Released());
    } catch (Throwable e) { // the other jobs of the batch must start all the same
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private static Outcome failed(Throwable error) {
    return new Outcome.Failed(
        ErrorCode.LANE_FAILED.error("The lane could not carry it: " + error.getClass().getName()));
  }

  /** How the lane stands now. */
  public LaneStatus status() {
    Slots now = slots.get();
    return new LaneStatus(
        mode, now.total(), usable(now), now.used(), now.pausedSince(), loops, children.get());
  }
}
