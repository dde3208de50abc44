package io.jobwheel.handler.command.process;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a program.
 *
 * @param workingFolder the working folder; {@code null} for a new folder that is deleted afterwards
 * @param variables the environment variables. They override the defaults {@code PATH}, {@code
 *     LANG}, {@code HOME}, {@code TMPDIR} and, in a trace, {@code TRACEPARENT}
 * @param nice the niceness, 0 to 19
 * @param mergeStderr whether stderr is merged into stdout without a prefix
 */
public record ProcessEnvironment(
    @Nullable Path workingFolder, Map<String, String> variables, int nice, boolean mergeStderr) {

  public ProcessEnvironment {
    variables = Map.copyOf(variables);
    if (nice < 0 || nice > 19) {
      throw new IllegalArgumentException("nice must be 0 to 19, not " + nice);
    }
  }
}
