package io.jobwheel.eventloop;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Tests a loop that falls asleep while other threads call it: no interleaving may let it sleep
 * after a call is over that had no effect and did not wake it.
 */
public class WakeUpRace {

  // the one variable of the handshake that both sides write; nothing else shows whether a call woke
  // the loop
  private static final VarHandle LOOP_THREAD;
  private static final VarHandle ASLEEP;

  static {
    try {
      LOOP_THREAD =
          MethodHandles.privateLookupIn(EventLoop.class, MethodHandles.lookup())
              .findVarHandle(EventLoop.class, "loopThread", LoopThread.class);
      ASLEEP =
          MethodHandles.privateLookupIn(LoopThread.class, MethodHandles.lookup())
              .findVarHandle(LoopThread.class, "asleep", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Stops the time. The checker lets every park return spuriously, which would hide a lost wake-up;
   * so the loop does not sleep here: the ticker checks it where it would sleep, and then stops it.
   */
  private final class Watch implements LoopTicker {
    @Override
    public long read() {
      return 0;
    }

    @Override
    public void park(Object blocker, long deadline) {
      boolean callIsOver = stopped || posted && !called;
      missed |= callIsOver && (boolean) ASLEEP.getVolatile((LoopThread) LOOP_THREAD.get(loop));
      loop.stop();
    }
  }

  private final EventLoop loop = EventLoop.create("model", new Watch());
  // what is over
  private volatile boolean posted;
  private volatile boolean stopped;
  // confined to the loop
  private boolean called;
  private boolean missed;

  private final class Post implements Runnable {
    @Override
    public void run() {
      called = true;
    }
  }

  /** Returns whether the loop would have slept after a call. */
  @Operation(runOnce = true)
  public boolean run() {
    loop.runForever();
    return missed;
  }

  @Operation(runOnce = true)
  public void post() {
    loop.post(new Post());
    posted = true;
  }

  @Operation(runOnce = true)
  public void stop() {
    loop.stop();
    stopped = true;
  }

  @Test
  void noCallIsMissedByALoopThatFallsAsleep() {
    new ModelCheckingOptions()
        .iterations(Bounds.SCENARIOS)
        .invocationsPerIteration(2 * Bounds.INVOCATIONS)
        .threads(3) // each of the three operations once, on a thread of its own
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        // its recursion shares nothing, and is deep enough to be taken for a loop that hangs
        .addGuarantee(forClasses(StackHeadroom.class.getName()).allMethods().ignore())
        .check(WakeUpRace.class);
  }
}
