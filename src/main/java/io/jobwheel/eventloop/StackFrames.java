package io.jobwheel.eventloop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the frames of user code in a stack. */
final class StackFrames {

  private static final String LOOP_PREFIX = StackFrames.class.getPackageName() + ".";
  // tests in this package count as user code
  private static final List<String> JDK_PREFIXES = List.of("java.", "jdk.", "sun.", "javax.");

  private StackFrames() {}

  /**
   * Returns the innermost frame that belongs neither to the JDK nor to the loop; {@code null} if
   * there is none.
   */
  static @Nullable StackTraceElement innermostUserFrame(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (isUserCode(frame.getClassName())) {
        return frame;
      }
    }
    return null;
  }

  /** Returns the frames that belong neither to the JDK nor to the loop, innermost first. */
  static List<StackTraceElement> userFrames(List<StackTraceElement> stack) {
    return stack.stream().filter(frame -> isUserCode(frame.getClassName())).toList();
  }

  private static boolean isUserCode(String className) {
    if (JDK_PREFIXES.stream().anyMatch(className::startsWith)) {
      return false;
    }
    return !className.startsWith(LOOP_PREFIX)
        || className.endsWith("Test")
        || className.contains("Test$");
  }
}
