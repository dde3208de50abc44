package io.jobwheel.execution;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;

/**
 * Spring's view of event loops: what is executed here is a coroutine, so an {@code @Async} method
 * may wait with {@link EventLoop}'s methods. (Spring calls {@code get()} on the future that the
 * method returns, on the loop; a body in direct style has completed it by then, so nothing blocks.)
 */
final class EventLoopTaskExecutor implements AsyncTaskExecutor {

  private static final ScopedValue<Object> AFFINITY = ScopedValue.newInstance();

  private final EventLoopGroup loops;

  EventLoopTaskExecutor(EventLoopGroup loops) {
    this.loops = loops;
  }

  /** What the action executes here goes to the loop of that key; else the loops take turns. */
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
