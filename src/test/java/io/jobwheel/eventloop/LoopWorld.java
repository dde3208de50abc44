package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;

/** What the operations of a test work on. Confined to its loop. */
final class LoopWorld {

  final EventLoop loop;
  final Lock lock;
  final Semaphore semaphore;
  final Event event;
  final Condition condition;
  final Queue<Integer> queue;
  final Queue<Integer> priorities;
  final Executor executor = Runnable::run;
  // handles and futures that were made, to be taken back in the end
  final List<Handle> handles = new ArrayList<>();
  final List<Future<?>> futures = new ArrayList<>();
  int overflows;
  int levels;

  LoopWorld(EventLoop loop) {
    this.loop = loop;
    this.lock = new Lock(loop);
    this.semaphore = new Semaphore(loop, Integer.MAX_VALUE / 2);
    this.event = new Event(loop);
    this.condition = new Condition(lock);
    this.queue = Queue.fifo(loop);
    this.priorities = Queue.priority(loop, Comparator.reverseOrder());
  }

  void add(Handle handle) {
    handles.add(handle);
  }

  <F extends Future<?>> F add(F future) {
    futures.add(future);
    return future;
  }

  /** Called on a flat stack by the task that overflowed. */
  void leave() {
    if (lock.isLocked()) {
      lock.release();
    }
    handles.forEach(Handle::cancel);
    EventLoop.wait(withOneThatIsDone(), ReturnWhen.ALL_COMPLETED, Duration.ofMillis(20));
    futures.forEach(Future::cancel);
    EventLoop.wait(withOneThatIsDone(), ReturnWhen.ALL_COMPLETED);
  }

  private List<Future<?>> withOneThatIsDone() {
    List<Future<?>> all = new ArrayList<>(futures);
    Future<Integer> done = loop.createFuture();
    done.setResult(1);
    all.add(done);
    return all;
  }

  /** Counts what still works: a task, a timer, a callback, a post, a queue with its lock. */
  int proof() {
    Future<Integer> timer = loop.createFuture();
    Future<Integer> soon = loop.createFuture();
    Future<Integer> post = loop.createFuture();
    loop.callLater(Duration.ofNanos(1), () -> timer.setResult(1));
    loop.callSoon(() -> soon.setResult(1));
    loop.post(() -> post.setResult(1));
    Task<Integer> sleeper =
        loop.createTask(() -> {
          EventLoop.sleep(Duration.ofNanos(1));
          return 1;
        });
    Task<Integer> holder =
        loop.createTask(() -> {
          try (var _ = lock.hold()) {
            EventLoop.yieldNow();
            return 1;
          }
        });
    Task<Integer> getter = loop.createTask(() -> queue.get() == null ? 0 : 1);
    queue.put(1);
    List<Future<Integer>> all = List.of(timer, soon, post, sleeper, holder, getter);
    return EventLoop.gather(all).stream().mapToInt(Integer::intValue).sum();
  }
}
