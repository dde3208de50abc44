package io.jobwheel.eventloop;

import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * A loop that falls asleep while others post. The checker tries the interleavings and reports one
 * in which every thread waits for ever: a lost wake-up.
 */
class WakeUpRace {

  /** Time stands still, and only an unpark ends a wait: nothing else can hide a lost one. */
  private static final class Stillness implements Ticker {
    @Override
    public long read() {
      return 0;
    }

    @Override
    public void park(Object blocker, long deadline) {
      LockSupport.park(blocker);
    }
  }

  @Test
  void aPostIsCalledHoweverItMeetsALoopThatFallsAsleep() {
    Lincheck.runConcurrentTest(
        Bounds.INVOCATIONS,
        () -> {
          EventLoop loop = EventLoop.create("model", new Stillness());
          Thread poster = start(() -> loop.post(loop::stop));
          loop.runForever();
          join(poster);
        });
  }

  @Test
  void twoPostsAreCalledHoweverTheyMeetALoopThatFallsAsleep() {
    Lincheck.runConcurrentTest(
        Bounds.INVOCATIONS,
        () -> {
          EventLoop loop = EventLoop.create("model", new Stillness());
          int[] called = {0}; // confined to the loop
          Runnable post =
              () -> {
                if (++called[0] == 2) {
                  loop.stop();
                }
              };
          Thread one = start(() -> loop.post(post));
          Thread other = start(() -> loop.post(post));
          loop.runForever();
          join(one);
          join(other);
          // nothing to assert: only two calls end the run
        });
  }

  @Test
  void aStopEndsTheRunHoweverItMeetsALoopThatFallsAsleep() {
    Lincheck.runConcurrentTest(
        Bounds.INVOCATIONS,
        () -> {
          EventLoop loop = EventLoop.create("model", new Stillness());
          Thread[] stopper = new Thread[1];
          loop.callSoon(() -> stopper[0] = start(loop::stop));
          loop.runForever();
          join(stopper[0]);
        });
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
