package io.jobwheel.eventloop.conformance;

import io.jobwheel.eventloop.Event;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events against a model that counts how often they were set; a failure names its seed. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventModelTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 501})
  void aWaiterContinuesExactlyIfTheEventWasSetSince(long firstSeed) {
    RandomProgram.runAll(firstSeed, 500, Program::new);
  }

  private static final class Program extends RandomProgram {

    private final Event event = new Event(loop);
    private final List<Task<?>> line = new ArrayList<>();
    private final Map<Task<?>, Integer> setsAtEntry = new HashMap<>();
    private boolean set;
    private int sets;

    Program(long seed) {
      super(seed);
    }

    @Override
    void begin() {
      for (int i = random.nextInt(2, 8); i > 0; i--) {
        spawn(this::useIt);
      }
    }

    private void useIt() {
      for (int rounds = random.nextInt(2, 8); rounds > 0; rounds--) {
        pause();
        switch (random.nextInt(4)) {
          case 0 -> {
            event.set();
            sets += set ? 0 : 1;
            set = true;
          }
          case 1 -> {
            event.clear();
            set = false;
          }
          default -> await();
        }
      }
    }

    private void await() {
      int before = sets;
      boolean atOnce = set;
      Task<?> self = EventLoop.currentTask();
      setsAtEntry.put(self, before);
      if (isServed(line, false, event::await)) {
        check(atOnce || sets > before, "the task continues, but the event was not set");
      } else {
        check(!atOnce, "cancelled in a wait that is none");
      }
      setsAtEntry.remove(self);
    }

    @Override
    void atRest() {
      check(event.isSet() == set, "it is wrong about being set");
      check(!set || line.isEmpty(), "they wait for what is set: " + line);
      setsAtEntry.forEach((task, before) -> check(sets == before, "it was not woken: " + task));
    }

    @Override
    void atEnd() {
      check(event.toString().endsWith("waiting=0]"), "a task is left: " + event);
    }
  }
}
