package io.jobwheel.handler.command;

import io.jobwheel.handler.command.process.ProcessEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Commands for tests; most are a shell with a script. */
public final class Commands {

  static final Duration GRACE = Duration.ofMillis(300);

  // tests may change these before they create the command
  public final Map<String, Parameter> parameters = new HashMap<>();
  public Map<String, String> environment = Map.of();
  public Path folder;
  public int nice;
  public boolean mergeStderr;
  public Set<Integer> success = Set.of(0);
  public Set<Integer> retry = Set.of();
  public Duration timeout = Duration.ofSeconds(30);
  public Duration grace = GRACE;
  public int maxConcurrent = 4;
  public Duration maxWait = Duration.ofSeconds(10);
  public int lines = 10_000;
  public int characters = 1_000_000;

  public Command of(String program, String... arguments) {
    return new Command(
        "it",
        program,
        List.of(arguments),
        parameters,
        new ProcessEnvironment(folder, environment, nice, mergeStderr),
        new ExitCodes(success, retry),
        new CommandLimits(timeout, grace, maxConcurrent, maxWait, lines, characters));
  }

  public Command script(String script) {
    return of("sh", "-c", script.replace("{", "{{").replace("}", "}}"));
  }

  public static Parameter parameter(String pattern) {
    return new Parameter(Pattern.compile(pattern), 255, null, false);
  }

  public static CommandCall call(Map<String, String> parameters) {
    return new CommandCall("it", parameters);
  }

  public static CommandCall call() {
    return new CommandCall("it", null);
  }
}
