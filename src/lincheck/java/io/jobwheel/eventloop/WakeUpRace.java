package io.jobwheel.eventloop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * A loop that falls asleep while others call it. The checker tries the interleavings; none may send
 * the loop to sleep when a call is over and nobody woke it. The threads are no lambdas, for the
 * checker does not look into those and would take the loop for one thread's own.
 */
class WakeUpRace {

  // the one word that both sides of the handshake write
  private static final VarHandle HOME;
  private static final VarHandle ASLEEP;

  static {
    try {
      HOME =
          MethodHandles.privateLookupIn(EventLoop.class, MethodHandles.lookup())
              .findVarHandle(EventLoop.class, "home", Home.class);
      ASLEEP =
          MethodHandles.privateLookupIn(Home.class, MethodHandles.lookup())
              .findVarHandle(Home.class, "asleep", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Time stands still. A park of the tested code may return for no reason in the checker's world,
   * and so heal a lost wake-up; here none begins, and each is looked at instead.
   */
  private static final class Watch implements Ticker {
    // set before the run
    private EventLoop loop;
    private Call call;

    @Override
    public long read() {
      return 0;
    }

    @Override
    public void park(Object blocker, long deadline) {
      if (call.over && (boolean) ASLEEP.getVolatile((Home) HOME.get(loop))) {
        throw new AssertionError("the loop goes to sleep, and nobody will wake it");
      }
      Thread.yield();
    }
  }

  /** A call from another thread. */
  private abstract static class Call extends Thread {
    final EventLoop loop;
    private volatile boolean over;

    Call(EventLoop loop) {
      this.loop = loop;
    }

    abstract void call();

    @Override
    public void run() {
      call();
      over = true;
    }
  }

  private static final class Post extends Call {
    private final Stop stop;

    Post(EventLoop loop) {
      super(loop);
      stop = new Stop(loop);
    }

    @Override
    void call() {
      loop.post(stop);
    }
  }

  private static final class Stop extends Call {
    Stop(EventLoop loop) {
      super(loop);
    }

    @Override
    void call() {
      loop.stop();
    }
  }

  @Test
  void noPostIsMissedByALoopThatFallsAsleep() {
    Lincheck.runConcurrentTest(
        Bounds.INVOCATIONS,
        () -> {
          Watch watch = new Watch();
          EventLoop loop = EventLoop.create("model", watch);
          meet(watch, loop, new Post(loop));
        });
  }

  @Test
  void noStopIsMissedByALoopThatFallsAsleep() {
    Lincheck.runConcurrentTest(
        Bounds.INVOCATIONS,
        () -> {
          Watch watch = new Watch();
          EventLoop loop = EventLoop.create("model", watch);
          meet(watch, loop, new Stop(loop));
        });
  }

  private static EventLoop shared;

  private static void meet(Watch watch, EventLoop loop, Call call) {
    watch.loop = loop;
    watch.call = call;
    shared = loop;
    call.start();
    loop.runForever();
    try {
      call.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
