package io.jobwheel.execution.attempt;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The context of a handler that runs on a thread: waiting blocks the thread. */
public non-sealed class ThreadJobContext extends AttemptContext {

  private final Thread thread = Thread.currentThread();
  private final AttemptEnvironment.Sleeper sleeper;

  public ThreadJobContext(RunningAttempt running, AttemptEnvironment environment) {
    super(running, environment);
    this.sleeper = environment.sleeper();
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public void sleep(Duration duration) {
    checkCancelled();
    try {
      sleeper.sleep(duration);
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted();
    }
  }

  @Override
  public <T extends @Nullable Object> T await(CompletionStage<T> stage) {
    checkCancelled();
    try {
      return stage.toCompletableFuture().get();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    }
  }

  @Override
  public <T extends @Nullable Object> T executeBlocking(Callable<T> work) {
    checkCancelled();
    try {
      return work.call();
    } catch (InterruptedException e) {
      thread.interrupt();
      throw interrupted();
    } catch (Exception e) {
      throw unchecked(e);
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable error) {
    return switch (error) {
      case RuntimeException already -> already;
      case Error fatal -> throw fatal;
      case null, default -> new CompletionException(error);
    };
  }
}
