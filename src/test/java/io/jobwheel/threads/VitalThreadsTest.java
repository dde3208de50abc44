package io.jobwheel.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Status;

@Timeout(30)
class VitalThreadsTest {

  private final VitalThreads threads = new VitalThreads();
  private final CountDownLatch exited = new CountDownLatch(1);
  private final VitalThreadsGuard guard = new VitalThreadsGuard(threads, exited::countDown, 1);

  private static void work(CountDownLatch end, boolean fail) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (fail) {
      throw new StackOverflowError("planted");
    }
  }

  private Thread vital(String name, CountDownLatch end) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .uncaughtExceptionHandler((dead, error) -> {})
            .start(() -> work(end, true));
    threads.add(thread);
    return thread;
  }

  @Test
  void aThreadThatEndsTakesTheNodeDownAndHealthNamesIt() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Thread poller = vital("http-Poller", end);
    vital("http-Acceptor", never);
    VitalThreadsHealth health = new VitalThreadsHealth(threads);
    guard.start();
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(exited.getCount()).isOne();

    end.countDown();

    assertThat(exited.await(10, TimeUnit.SECONDS)).isTrue();
    poller.join();
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.health().getDetails()).containsEntry("ended", "http-Poller");
    guard.stop();
    never.countDown();
  }

  @Test
  void afterAStopThreadsMayEnd() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = vital("http-Poller", end);
    guard.start();
    assertThat(guard.isRunning()).isTrue();
    guard.stop();
    assertThat(guard.isRunning()).isFalse();

    end.countDown();
    thread.join();

    assertThat(exited.await(20, TimeUnit.MILLISECONDS)).isFalse();
  }
}
