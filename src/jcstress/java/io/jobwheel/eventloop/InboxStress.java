package io.jobwheel.eventloop;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Posts are neither lost nor doubled, keep the order of their thread, and arrive whole. */
public class InboxStress {

  private InboxStress() {}

  /** Represents a post with a plain field, which the thread that takes it must see. */
  private static final class Letter implements Runnable {
    private final EventLoop loop;
    private String text = "nothing";

    Letter(EventLoop loop) {
      this.loop = loop;
    }

    Handle saying(String words) {
      text = words;
      return new Handle(loop, this);
    }

    @Override
    public void run() {}
  }

  /** An inbox; its loop is there because a handle must have one. */
  public static class Posts {
    private static final EventLoop LOOP = EventLoop.create("stress", new VirtualTicker());

    private final Inbox inbox = new Inbox();

    final void put(String text) {
      inbox.put(new Letter(LOOP).saying(text));
    }

    final String takeAll() {
      StringBuilder taken = new StringBuilder();
      for (Handle post = inbox.takeAll(); post != null; post = post.nextPosted) {
        taken.append(((Letter) post.takeCallback()).text);
      }
      return taken.toString();
    }
  }

  /** One puts two, one takes, and the rest is taken afterwards. */
  @JCStressTest
  @Outcome(
      id = {", ab", "a, b", "ab, "},
      expect = Expect.ACCEPTABLE,
      desc = "In order, and each once.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, doubled, out of order or not whole.")
  @State
  public static class PutsMeetATake extends Posts {
    @Actor
    public void poster() {
      put("a");
      put("b");
    }

    @Actor
    public void holder(LL_Result result) {
      result.r1 = takeAll();
    }

    @Arbiter
    public void rest(LL_Result result) {
      result.r2 = takeAll();
    }
  }

  /** Two put at a time. */
  @JCStressTest
  @Outcome(
      id = {"abc", "acb", "cab"},
      expect = Expect.ACCEPTABLE,
      desc = "Each once, a before b.")
  @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, doubled, out of order or not whole.")
  @State
  public static class PutsMeetAPut extends Posts {
    @Actor
    public void one() {
      put("a");
      put("b");
    }

    @Actor
    public void other() {
      put("c");
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = takeAll();
    }
  }
}
