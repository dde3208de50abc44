package io.jobwheel.execution.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Ends the process group that a child leads where there is {@code setsid}, and with it whatever the
 * child has started and left behind. The JDK can signal single processes only, and needs an open
 * file for each; this needs nothing.
 */
final class ProcessGroup {

  private static final int KILL = 9;
  private static final MethodHandle CALL = call();

  private ProcessGroup() {}

  @SuppressWarnings("restricted") // the manifest and the build enable native access
  private static MethodHandle call() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /** Kills all processes of that group, if there are any. */
  static void kill(long id) {
    if (id > 1) { // else it would be everybody
      try {
        var _ = (int) CALL.invokeExact((int) -id, KILL);
      } catch (Throwable e) {
        throw new IllegalStateException("kill cannot fail to be called", e);
      }
    }
  }
}
