package io.jobwheel.handler.command.process;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program finds around it.
 *
 * @param folder its working folder; null for its home, which is fresh and deleted when it has ended
 * @param environment its environment variables, besides {@code PATH}, {@code LANG}, {@code HOME},
 *     {@code TMPDIR} and, in a trace, {@code TRACEPARENT}, which they replace
 * @param nice how much it gives way to others, 0 to 19
 * @param mergeStderr whether what it prints on stderr goes among the lines of stdout, unmarked
 */
public record ProcessEnvironment(
    @Nullable Path folder, Map<String, String> environment, int nice, boolean mergeStderr) {

  public ProcessEnvironment {
    environment = Map.copyOf(environment);
    if (nice < 0 || nice > 19) {
      throw new IllegalArgumentException("nice must be 0 to 19, not " + nice);
    }
  }
}
