package io.jobwheel.eventloop;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * Records events of a loop with the JDK's Flight Recorder. Costs nothing while no recording is
 * active.
 */
final class FlightRecorderEvents {

  private FlightRecorderEvents() {}

  @Name("io.jobwheel.LoopStart")
  @Label("Loop Start")
  @Category({"Jobwheel", "Event Loop"})
  @StackTrace(false)
  private static final class LoopStart extends Event {

    @Label("Loop")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String loop = "";
  }

  @Name("io.jobwheel.LoopEnd")
  @Label("Loop End")
  @Category({"Jobwheel", "Event Loop"})
  @StackTrace(false)
  private static final class LoopEnd extends Event {

    @Label("Loop")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String loop = "";

    @Label("Live Tasks")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    int tasks;
  }

  @Name("io.jobwheel.SlowStep")
  @Label("Slow Step")
  @Category({"Jobwheel", "Event Loop"})
  @StackTrace(false)
  private static final class SlowStepEnd extends Event {

    @Label("Loop")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String loop = "";

    @Label("Cause")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String cause = "";

    @Label("Task")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String task = "";

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    @SuppressWarnings("UnusedVariable") // read by the recorder
    long took;

    @Label("Place")
    @SuppressWarnings("UnusedVariable") // read by the recorder
    String place = "";
  }

  static void started(EventLoop loop) {
    LoopStart event = new LoopStart();
    if (event.shouldCommit()) {
      event.loop = loop.name();
      event.commit();
    }
  }

  static void ended(EventLoop loop) {
    LoopEnd event = new LoopEnd();
    if (event.shouldCommit()) {
      event.loop = loop.name();
      event.tasks = loop.stats().tasks();
      event.commit();
    }
  }

  static void slowStep(EventLoop loop, SlowStep slow) {
    SlowStepEnd event = new SlowStepEnd();
    if (event.shouldCommit()) {
      event.loop = loop.name();
      event.cause = slow.cause().name();
      event.task = slow.task();
      event.took = slow.took().toNanos();
      StackTraceElement place = slow.place();
      event.place = place == null ? "" : place.toString();
      event.commit();
    }
  }
}
