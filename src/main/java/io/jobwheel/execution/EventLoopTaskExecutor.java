package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

/**
 * A task executor on event loops. Each task runs as a coroutine, so an {@code @Async} method may
 * wait with the methods of {@link EventLoop}. Spring calls {@code get()} on the returned future on
 * the loop; the method has already completed it, so the call does not block.
 */
final class EventLoopTaskExecutor implements AsyncTaskExecutor {

  private static final ScopedValue<Object> AFFINITY = ScopedValue.newInstance();

  private final EventLoopGroup loops;

  EventLoopTaskExecutor(EventLoopGroup loops) {
    this.loops = loops;
  }

  /**
   * Runs the action. Tasks that it submits run on the loop of the key; without a key, the loops
   * take turns.
   */
  static <T> T withAffinity(Object key, Supplier<T> action) {
    return ScopedValue.where(AFFINITY, key).call(action::get);
  }

  @Override
  public void execute(Runnable task) {
    EventLoop loop = AFFINITY.isBound() ? loops.forKey(AFFINITY.get()) : loops.next();
    try {
      var _ = loop.submit(Executors.callable(task));
    } catch (RejectedExecutionException e) {
      throw new TaskRejectedException("%s is closed".formatted(loop), e);
    }
  }
}
