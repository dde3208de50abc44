package io.jobwheel.eventloop;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Tests that figures read while the loop runs are consistent, at most one step old. */
public class MeterStress {

  private MeterStress() {}

  /** Takes two steps of 3 and 5 ns, and two readings, of which the second must not show less. */
  @JCStressTest
  @Outcome(
      id = {"0/0, 0/0", "0/0, 1/3", "0/0, 2/8", "1/3, 1/3", "1/3, 2/8", "2/8, 2/8"},
      expect = Expect.ACCEPTABLE,
      desc = "Between two steps.")
  @Outcome(
      id = {"[01]/[038], [012]/[038]", "2/3, 2/[38]"},
      expect = Expect.ACCEPTABLE_INTERESTING,
      desc = "In the middle of a step: the count and the sum are a step apart.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "A figure that was never true, or goes back.")
  @State
  public static class Steps {
    private final LoopMeter meter = new LoopMeter(0);

    @Actor
    public void holder() {
      meter.stepEnded(0, 3);
      meter.stepEnded(3, 8);
    }

    @Actor
    public void reader(LL_Result result) {
      Histogram first = meter.read("stress", 8, 0, 0).step();
      Histogram second = meter.read("stress", 8, 0, 0).step();
      result.r1 = words(first);
      boolean wentBack = second.count() < first.count() || second.sumNanos() < first.sumNanos();
      result.r2 = wentBack ? "went back" : words(second);
    }

    private static String words(Histogram steps) {
      return steps.count() + "/" + steps.sumNanos();
    }
  }

  /**
   * The figure of idleness is kept in slots of 2^30 ns that come round again after 16. Slot 0 was
   * idle throughout; now, in its second time round, the loop ends a rest of a quarter.
   */
  @JCStressTest
  @Outcome(
      id = {"0", "1", "2"},
      expect = Expect.ACCEPTABLE,
      desc = "The rest that ends, counted once; or a step apart, not or twice.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The idle time of long ago, taken for that of now.")
  @State
  public static class SlotsComeRoundAgain {
    private static final long SLOT = 1L << 30;
    private static final long QUARTER = SLOT / 4;
    private static final long NOW = 16 * SLOT + QUARTER;
    // the window is the slot that is under way and the nine before it
    private static final long WINDOW = NOW - 7 * SLOT;

    private final LoopMeter meter = new LoopMeter(0);

    public SlotsComeRoundAgain() {
      meter.idleEnded(SLOT);
      meter.idleStarted(16 * SLOT);
    }

    @Actor
    public void holder() {
      meter.idleEnded(NOW);
    }

    @Actor
    public void reader(I_Result result) {
      double idle = (1 - meter.read("stress", NOW, 0, 0).utilization()) * WINDOW;
      result.r1 = (int) Math.round(idle / QUARTER);
    }
  }
}
