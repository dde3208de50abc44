package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A task that comes to a wait with its stack nearly full gets an overflow from the wait, or waits:
 * the baton is neither lost nor doubled by it, and its neighbours do not notice.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeepStackTest {

  enum Wait {
    YIELD,
    SLEEP,
    AWAIT;

    void run(EventLoop loop) {
      switch (this) {
        case YIELD -> EventLoop.yieldNow();
        case SLEEP -> EventLoop.sleep(Duration.ofNanos(1));
        case AWAIT -> {
          Future<Void> future = loop.createFuture();
          loop.callSoon(new Setter(future));
          EventLoop.await(future);
        }
      }
    }
  }

  // no lambda, since none can be linked where the stack is nearly full
  private record Setter(Future<Void> future) implements Runnable {

    @Override
    public void run() {
      future.setResult(null);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaitFarDownTheStackHarmsNoOtherTask(Wait wait) {
    List<Throwable> unhandled = new ArrayList<>();
    try (EventLoop loop =
        EventLoop.create(
            "real", LoopTicker.system(), (it, context) -> unhandled.add(context.error()))) {
      loop.run(() -> {
        wait.run(loop); // once on a flat stack, to have its classes
        for (int up = 0; up < 60; up++) {
          round(loop, wait, up);
        }
        return null;
      });
      assertThat(loop.stats().tasks()).isZero();
    }
    assertThat(unhandled).isEmpty();
  }

  private static void round(EventLoop loop, Wait wait, int up) {
    AtomicBoolean end = new AtomicBoolean();
    long[] turns = new long[1]; // confined to the loop
    Task<Integer> deep = loop.createTask(() -> down(loop, wait, up));
    List<Task<Void>> neighbours = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      neighbours.add(
          loop.createTask(() -> {
            while (!end.get()) {
              turns[0]++;
              EventLoop.yieldNow();
            }
          }));
    }
    again(loop, end);
    EventLoop.wait(List.of(deep), ReturnWhen.ALL_COMPLETED);
    end.set(true);
    EventLoop.gather(neighbours);
    assertThat(turns[0]).isPositive();
    assertThat(deep.result()).isNegative();
  }

  /** Falls until the stack is full, and waits so many calls above. */
  private static int down(EventLoop loop, Wait wait, int up) {
    int left;
    try {
      left = down(loop, wait, up);
    } catch (StackOverflowError e) {
      left = up;
    }
    if (left == 0) {
      wait.run(loop);
    }
    return left - 1;
  }

  private static void again(EventLoop loop, AtomicBoolean end) {
    loop.callSoon(() -> {
      if (!end.get()) {
        again(loop, end);
      }
    });
  }
}
