package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopTickerTest {

  @Test
  void virtualTimeJumpsToTheDeadlineAndNeverBack() {
    VirtualTicker ticker = new VirtualTicker();
    ticker.park(this, 5_000);
    assertThat(ticker.read()).isEqualTo(5_000);
    ticker.park(this, 4_000);
    assertThat(ticker.read()).isEqualTo(5_000);
    assertThat(ticker.elapsed()).isEqualTo(Duration.ofNanos(5_000));
  }

  @Test
  void anyThreadSeesTheTimeThatTheLoopHasReached() {
    VirtualTicker ticker = new VirtualTicker();
    try (EventLoop loop = EventLoop.create("test", ticker)) {
      CompletableFuture<Void> running =
          LoopTest.elsewhere(() ->
              loop.run(() -> {
                EventLoop.sleep(Duration.ofSeconds(1));
                return null;
              }));
      while (ticker.read() == 0) {
        Thread.onSpinWait();
      }
      running.join();
      assertThat(ticker.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void bothClocksWaitForAnUnparkWhenThereIsNoDeadline() {
    for (LoopTicker ticker : new LoopTicker[] {LoopTicker.system(), new VirtualTicker()}) {
      LockSupport.unpark(Thread.currentThread());
      ticker.park(this, LoopTicker.NEVER);
    }
  }

  @Test
  void theSystemClockWaitsForADeadlineAndNotForOneThatIsOver() {
    long before = System.nanoTime();
    LoopTicker.system().park(this, before - 1);
    long deadline = System.nanoTime() + 1_000_000;
    while (LoopTicker.system().read() - deadline < 0) {
      LoopTicker.system().park(this, deadline); // may return for no reason
    }
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(1_000_000);
  }
}
