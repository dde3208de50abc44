package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is one watchdog for all loops of the JVM: no loop may end it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogErrorsTest {

  /** A clock that fails for the watchdog, as a lack of memory would make it. */
  private static final class FailingTicker implements LoopTicker {

    private final CountDownLatch failures = new CountDownLatch(2);

    @Override
    public long read() {
      if (Thread.currentThread().getName().equals("loop-watchdog")) {
        failures.countDown();
        throw new OutOfMemoryError("planted");
      }
      return LoopTicker.system().read();
    }

    @Override
    public boolean equals(Object other) { // only loops on the machine's time are watched
      return other == this || other == LoopTicker.system();
    }

    @Override
    public int hashCode() {
      return LoopTicker.system().hashCode();
    }

    @Override
    public void park(Object blocker, long deadline) {
      LoopTicker.system().park(blocker, deadline);
    }
  }

  @Test
  void anErrorAtOneLoopDoesNotKeepItFromLookingAfterOthers() {
    FailingTicker ticker = new FailingTicker();
    Duration threshold = Duration.ofMillis(20);
    try (EventLoop failing =
            EventLoop.builder("failing")
                .slowStepThreshold(threshold)
                .ticker(ticker)
                .exceptionHandler((loop, context) -> {
                  throw new OutOfMemoryError("planted");
                })
                .build();
        EventLoop other = EventLoop.builder("other").slowStepThreshold(threshold).build()) {
      failing.run(() -> {
        assertThat(ticker.failures.await(20, TimeUnit.SECONDS)).isTrue();
        return null;
      });
      other.run(() -> {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (other.slowSteps().recent().stream().allMatch(SlowStep::ended)) {
          assertThat(System.nanoTime()).as("seen by the watchdog").isLessThan(deadline);
          LockSupport.parkNanos(1_000_000);
        }
        return null;
      });
    }
  }
}
