package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A loop that falls asleep hears of every post and every stop. */
public class WakeUpStress {

  private WakeUpStress() {}

  /**
   * A ticker that notices when the loop sleeps on although it was called: the call is over, so an
   * unpark must have come, and yet a wait does not end.
   */
  static final class Alarm implements Ticker {
    private static final long LONG = Duration.ofSeconds(2).toNanos();

    // written by the caller, once its call is over
    private volatile boolean called;
    // confined to the loop's thread
    private boolean overslept;

    @Override
    public long read() {
      return 0;
    }

    @Override
    public void park(Object blocker, long deadline) {
      boolean wasCalled = called;
      long began = System.nanoTime();
      LockSupport.parkNanos(blocker, LONG);
      overslept |= wasCalled && System.nanoTime() - began >= LONG;
    }
  }

  /** A loop that runs once. */
  public static class Sleeper {
    private final Alarm alarm = new Alarm();
    final EventLoop loop = EventLoop.create("stress", alarm);

    final String run() {
      loop.runForever();
      return alarm.overslept ? "overslept" : "woken";
    }

    final void called() {
      alarm.called = true;
    }
  }

  @JCStressTest
  @Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "The post was called in time.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The loop slept although there was a post.")
  @State
  public static class PostMeetsFallingAsleep extends Sleeper {
    @Actor
    public void home(L_Result result) {
      result.r1 = run();
    }

    @Actor
    public void poster() {
      loop.post(loop::stop);
      called();
    }
  }
}
