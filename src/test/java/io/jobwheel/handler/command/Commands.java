package io.jobwheel.handler.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Commands for tests; most are a shell with a script. */
final class Commands {

  static final Duration GRACE = Duration.ofMillis(300);

  // what a test changes before it asks for the command
  final Map<String, Parameter> parameters = new HashMap<>();
  Map<String, String> environment = Map.of();
  Path folder;
  int nice;
  boolean mergeStderr;
  Set<Integer> success = Set.of(0);
  Set<Integer> retry = Set.of();
  Duration timeout = Duration.ofSeconds(30);
  Duration grace = GRACE;
  int concurrent = 4;
  Duration turnWait = Duration.ofSeconds(10);
  int lines = 10_000;
  int characters = 1_000_000;

  Command of(String program, String... arguments) {
    return new Command(
        "it",
        program,
        List.of(arguments),
        parameters,
        new Surroundings(folder, environment, nice, mergeStderr),
        new ExitCodes(success, retry),
        new Limits(timeout, grace, concurrent, turnWait, lines, characters));
  }

  Command script(String script) {
    return of("sh", "-c", script.replace("{", "{{").replace("}", "}}"));
  }

  static Parameter parameter(String pattern) {
    return new Parameter(Pattern.compile(pattern), 255, null, false);
  }

  static CommandCall call(Map<String, String> parameters) {
    return new CommandCall("it", parameters);
  }

  static CommandCall call() {
    return new CommandCall("it", null);
  }
}
