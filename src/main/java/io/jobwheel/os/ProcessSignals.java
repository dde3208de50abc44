package io.jobwheel.os;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Sends signals to processes and process groups. Needs no file descriptor and no fork, unlike the
 * JDK, which signals single processes only, and the program {@code kill}.
 */
public final class ProcessSignals {

  private static final int NONE = 0;

  private static final MethodHandle KILL =
      NativeFunction.of("kill", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private ProcessSignals() {}

  /** Signals a process. Returns false if it does not exist or this process may not signal it. */
  public static boolean send(long pid, Signal signal) {
    return pid > 1 && kill((int) pid, signal.number());
  }

  /** Signals all processes of a group. Returns false if this process may signal none of them. */
  public static boolean sendToGroup(long id, Signal signal) {
    return id > 1 && kill((int) -id, signal.number()); // -1 would be all processes
  }

  /** Returns whether the group has a process that this process may signal; a zombie counts. */
  public static boolean hasGroup(long id) {
    return id > 1 && kill((int) -id, NONE);
  }

  private static boolean kill(int target, int signal) {
    try {
      return (int) KILL.invokeExact(target, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("The call of kill failed", e);
    }
  }
}
