package io.jobwheel.eventloop;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Tests that exactly one thread of a loop holds the baton, and sees the writes of the previous
 * holder.
 */
public class BatonStress {

  private static final Duration LONG = Duration.ofSeconds(5);

  private BatonStress() {}

  /** Counts steps in plain fields, which only the baton keeps together. */
  public static class Steps {
    final EventLoop loop = EventLoop.create("stress");
    private boolean inside;
    private boolean met;
    private int taken;

    final void step() {
      met |= inside;
      inside = true;
      taken++;
      inside = false;
    }

    /** Runs the body on a loop of its own thread, so that a lost baton can be detected. */
    final String run(int expected, Runnable body) {
      Thread home =
          Thread.ofVirtual()
              .start(() ->
                  loop.run(() -> {
                    body.run();
                    return null;
                  }));
      try {
        if (!home.join(LONG)) {
          return "no holder";
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
      return met ? "two holders" : taken == expected ? "one holder" : taken + " steps";
    }
  }

  /**
   * Lets two tasks hand the baton to each other and to the loop thread, while another thread posts.
   */
  @JCStressTest
  @Outcome(id = "one holder", expect = Expect.ACCEPTABLE, desc = "All steps, one at a time.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The baton was lost, doubled or handed over unseen.")
  @State
  public static class TasksMeetPosts extends Steps {
    private final Future<Void> lastPost = loop.createFuture();

    @Actor
    public void home(L_Result result) {
      result.r1 =
          run(
              11,
              () -> {
                Task<Void> one = loop.createTask(this::walk);
                Task<Void> other = loop.createTask(this::walk);
                step();
                EventLoop.await(one);
                EventLoop.await(other);
              });
    }

    private void walk() {
      step();
      EventLoop.yieldNow();
      step();
      EventLoop.yieldNow();
      step();
      EventLoop.await(lastPost);
      step();
    }

    @Actor
    public void poster() {
      loop.post(this::step);
      loop.post(() -> {
        step();
        lastPost.setResult(null);
      });
    }
  }

  /** Lets a waiting task hand the baton to the loop thread each time, possibly after a post. */
  @JCStressTest
  @Outcome(id = "one holder", expect = Expect.ACCEPTABLE, desc = "All steps, one at a time.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "The baton was lost, doubled or handed over unseen.")
  @State
  public static class HomeMeetsPosts extends Steps {
    private final Future<Void> first = loop.createFuture();
    private final Future<Void> second = loop.createFuture();

    @Actor
    public void home(L_Result result) {
      result.r1 =
          run(
              5,
              () -> {
                step();
                EventLoop.await(first);
                step();
                EventLoop.await(second);
                step();
              });
    }

    @Actor
    public void poster() {
      loop.post(() -> end(first));
      loop.post(() -> end(second));
    }

    private void end(Future<Void> future) {
      step();
      future.setResult(null);
    }
  }
}
