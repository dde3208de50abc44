package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Tests that every post and every stop wakes a loop that falls asleep. */
public class WakeUpStress {

  private WakeUpStress() {}

  /**
   * A ticker that notices when the loop sleeps on although it was called: the call was over a
   * second ago, so an unpark must have come, and yet the wait did not end.
   */
  static final class Alarm implements LoopTicker {
    private static final long LONG = Duration.ofSeconds(2).toNanos();

    // written by the caller, once its call is over; 0 before
    private volatile long calledAt;
    // confined to the loop's thread
    private boolean overslept;

    void called() {
      calledAt = System.nanoTime() | 1;
    }

    @Override
    public long read() {
      return 0;
    }

    @Override
    public void park(Object blocker, long deadline) {
      long began = System.nanoTime();
      LockSupport.parkNanos(blocker, LONG);
      long ended = System.nanoTime();
      long called = calledAt;
      overslept |= ended - began >= LONG && called != 0 && ended - called > LONG / 2;
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
      alarm.called();
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

  @JCStressTest
  @Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "The stop ended the run in time.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The loop slept although it was to stop.")
  @State
  public static class StopMeetsFallingAsleep extends Sleeper {
    @Actor
    public void home(L_Result result) {
      loop.post(() -> running = true);
      result.r1 = run();
    }

    // a stop before the run ends it after one iteration, and nothing falls asleep
    private volatile boolean running;

    @Actor
    public void stopper() {
      while (!running) {
        Thread.onSpinWait();
      }
      loop.stop();
      called();
    }
  }
}
