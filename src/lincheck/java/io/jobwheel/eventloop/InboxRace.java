package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Compares the inbox with a list: concurrent calls must have the effect of some sequential order.
 */
public class InboxRace {

  // not a part of what is tested: a handle must have one
  private static final EventLoop LOOP = EventLoop.create("model", new VirtualTicker());

  private final Inbox inbox = new Inbox();

  private record Label(int number) implements Runnable {
    @Override
    public void run() {}
  }

  @Operation
  public void put(@Param(gen = IntGen.class, conf = "1:9") int number) {
    inbox.put(new Handle(LOOP, new Label(number)));
  }

  /** Only the holder of the baton takes. */
  @Operation(nonParallelGroup = "holder")
  public List<Integer> takeAll() {
    List<Integer> taken = new ArrayList<>();
    for (Handle post = inbox.takeAll(); post != null; post = post.nextPosted) {
      taken.add(((Label) post.takeCallback()).number());
    }
    return taken;
  }

  @Operation(nonParallelGroup = "holder")
  public boolean isEmpty() {
    return inbox.isEmpty();
  }

  /** The same, by one thread at a time. */
  public static final class Model {
    private final List<Integer> numbers = new ArrayList<>();

    public void put(int number) {
      numbers.add(number);
    }

    public List<Integer> takeAll() {
      List<Integer> taken = List.copyOf(numbers);
      numbers.clear();
      return taken;
    }

    public boolean isEmpty() {
      return numbers.isEmpty();
    }
  }

  @Test
  void everyInterleavingIsThatOfAList() {
    new ModelCheckingOptions()
        .iterations(Bounds.SCENARIOS)
        .invocationsPerIteration(Bounds.INVOCATIONS)
        .threads(3)
        .actorsPerThread(2)
        .sequentialSpecification(Model.class)
        .checkObstructionFreedom(true)
        .check(InboxRace.class);
  }

  @Test
  void realThreadsSeeAListToo() {
    new StressOptions()
        .iterations(Bounds.SCENARIOS)
        .invocationsPerIteration(Bounds.INVOCATIONS)
        .threads(2)
        .actorsPerThread(4)
        .sequentialSpecification(Model.class)
        .check(InboxRace.class);
  }
}
