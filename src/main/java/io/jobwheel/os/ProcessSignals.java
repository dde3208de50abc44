package io.jobwheel.os;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Sends signals to processes and to groups of processes. The JDK signals single processes only and
 * needs an open file for each, and the program {@code kill} needs a fork; this needs neither.
 */
public final class ProcessSignals {

  private static final int NONE = 0;

  private static final MethodHandle KILL =
      NativeFunction.of("kill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private ProcessSignals() {}

  /** Signals one process; returns whether there was one that may be signalled. */
  public static boolean send(long pid, Signal signal) {
    return pid > 1 && kill((int) pid, signal.number());
  }

  /** Signals all processes of a group at once; returns whether one of them may be signalled. */
  public static boolean sendToGroup(long id, Signal signal) {
    return id > 1 && kill((int) -id, signal.number()); // -1 would be all processes
  }

  /** Returns whether the group has a process that may be signalled; one that has ended counts. */
  public static boolean hasGroup(long id) {
    return id > 1 && kill((int) -id, NONE);
  }

  private static boolean kill(int target, int signal) {
    try {
      return (int) KILL.invokeExact(target, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot fail to be called", e);
    }
  }
}
