package planted.jobwheel.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Every way to set a timer that no test can drive. */
public class TimerOfItsOwn {

  public CompletableFuture<String> orTimeout(CompletableFuture<String> future) {
    return future.orTimeout(1, TimeUnit.SECONDS);
  }

  public CompletableFuture<String> completeOnTimeout(CompletableFuture<String> future) {
    return future.completeOnTimeout("", 1, TimeUnit.SECONDS);
  }

  public void delayedExecutor(Runnable task) {
    CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(task);
  }

  public void executor(Runnable task) {
    try (ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1)) {
      var _ = timers.schedule(task, 1, TimeUnit.SECONDS);
    }
  }
}
