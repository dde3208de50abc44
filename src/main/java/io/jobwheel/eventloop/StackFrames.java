package io.jobwheel.eventloop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose code a frame of a stack is. */
final class StackFrames {

  private static final String LOOP_PREFIX = StackFrames.class.getPackageName() + ".";
  // as a frame names them: those of tests in this package are the user's
  private static final List<String> JDK_PREFIXES = List.of("java.", "jdk.", "sun.", "javax.");

  private StackFrames() {}

  /**
   * The innermost frame that belongs neither to the JDK nor to the loop, of the innermost first.
   */
  static @Nullable StackTraceElement innermostUserFrame(List<StackTraceElement> stack) {
    for (StackTraceElement frame : stack) {
      if (isUserCode(frame.getClassName())) {
        return frame;
      }
    }
    return null;
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
