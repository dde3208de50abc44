package io.jobwheel.execution.attempt;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The context of a handler that runs as a coroutine: waiting suspends its task. The id of the job
 * is the label of that task, and so of the tasks that the handler creates.
 */
public final class LoopJobContext extends AttemptContext {

  private final Task<?> task = EventLoop.currentTask();
  private final Executor blocking;

  public LoopJobContext(RunningAttempt running, AttemptEnvironment environment) {
    super(running, environment);
    task.setLabel(running.attempt().job().id());
    this.blocking = environment.blocking();
  }

  @Override
  public void interrupt() {
    try {
      task.loop().post(() -> task.cancel("the job is to end"));
    } catch (RejectedExecutionException e) {
      // the loop is closed, which has ended the task
    }
  }

  @Override
  public void sleep(Duration duration) {
    checkCancelled();
    EventLoop.sleep(duration);
  }

  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    checkCancelled();
    return EventLoop.await(stage);
  }

  @Override
  public <T extends @Nullable Object> T executeBlocking(Callable<T> work) {
    checkCancelled();
    return EventLoop.await(task.loop().runInExecutor(blocking, AttemptScope.carry(work)));
  }
}
