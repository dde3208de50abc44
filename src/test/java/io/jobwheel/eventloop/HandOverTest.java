package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests a hand-over to a thread that has a permit left from an earlier one, which came before it
 * had parked. {@code unpark} sees that permit and does nothing then, so the thread that consumes
 * the permit must see the baton.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandOverTest {

  private static final int ROUNDS = 300_000;

  @Test
  void aPermitThatIsLeftOverHidesNoBaton() throws Exception {
    try (EventLoop loop = EventLoop.create("hand-over")) {
      AtomicInteger waits = new AtomicInteger();
      BatonHolder[] waiter = new BatonHolder[1];
      AtomicInteger received = new AtomicInteger();
      Thread receiver =
          Thread.ofVirtual()
              .start(() -> {
                waiter[0] = new BatonHolder(loop.baton());
                for (int round = 1; round <= ROUNDS; round++) {
                  LockSupport.unpark(Thread.currentThread()); // left over
                  waits.set(round);
                  pause(round % 13);
                  waiter[0].awaitBaton();
                  received.set(round);
                }
              });
      for (int round = 1; round <= ROUNDS; round++) {
        while (waits.get() != round) {
          Thread.onSpinWait();
        }
        pause(round % 17);
        waiter[0].grantBaton();
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (received.get() != round) {
          Thread.onSpinWait();
          assertThat(System.nanoTime()).as("round %d", round).isLessThan(deadline);
        }
      }
      receiver.join();
    }
  }

  private static void pause(int spins) {
    for (int i = 0; i < spins; i++) {
      Thread.onSpinWait();
    }
  }
}
