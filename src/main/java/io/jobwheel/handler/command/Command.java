package io.jobwheel.handler.command;

import io.jobwheel.handler.command.process.NativeText;
import io.jobwheel.handler.command.process.ProcessEnvironment;
import io.jobwheel.handler.command.process.ProcessStarter;
import io.jobwheel.handler.command.process.ProgramLookup;
import io.jobwheel.job.FieldError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A program that the operator lets clients run, under a name. Immutable. */
public final class Command {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String name;
  private final Path program;
  private final List<ArgumentTemplate> arguments;
  private final TreeMap<String, Parameter> parameters;
  private final ProcessEnvironment surroundings;
  private final ExitCodes exitCodes;
  private final CommandLimits limits;

  /**
   * Defines a command.
   *
   * @param name lower case letters, digits and dashes
   * @param program an absolute path, or a name to be found on the service's PATH now
   * @param arguments templates such as <code>--size={size}</code>; each becomes one argument
   * @param parameters what clients may give, by names such as those of commands
   * @throws CommandSetupException when something is not as it should be
   */
  public Command(
      String name,
      String program,
      List<String> arguments,
      Map<String, Parameter> parameters,
      ProcessEnvironment surroundings,
      ExitCodes exitCodes,
      CommandLimits limits) {
    this.name = name;
    this.parameters = new TreeMap<>(parameters);
    this.surroundings = surroundings;
    this.exitCodes = exitCodes;
    this.limits = limits;
    ensure(
        NAME.matcher(name).matches(),
        "it is not a name",
        "Name commands by lower case letters, digits and dashes, up to 63 of them.");
    this.program =
        ProgramLookup.find(program)
            .orElseThrow(() ->
                wrong(
                    "there is no program '%s'".formatted(program),
                    "Install it, or set jobwheel.commands.%s.program to the absolute path of a file that can be executed, or to a name on the PATH of the service."
                        .formatted(name)));
    this.arguments = arguments.stream().map(this::template).toList();
    ensureParameters();
    ensureSurroundings();
  }

  private ArgumentTemplate template(String argument) {
    try {
      return ArgumentTemplate.parse(argument);
    } catch (IllegalArgumentException e) {
      throw wrong(
          "in its argument '%s' %s".formatted(argument, e.getMessage()),
          "Correct jobwheel.commands.%s.arguments.".formatted(name));
    }
  }

  private void ensureParameters() {
    TreeSet<String> used = new TreeSet<>();
    arguments.forEach(argument -> used.addAll(argument.parameters()));
    ensure(
        used.equals(parameters.keySet()),
        "its arguments have places for %s, and its parameters are %s"
            .formatted(used, parameters.keySet()),
        "Name the same in jobwheel.commands.%s.arguments and .parameters.".formatted(name));
    parameters.forEach((parameter, allowed) -> {
      ensure(
          NAME.matcher(parameter).matches(),
          "its parameter '%s' has no proper name".formatted(parameter),
          "Name parameters by lower case letters, digits and dashes, up to 63 of them.");
      String value = allowed.defaultValue();
      String problem = value == null ? null : allowed.wrong(value);
      ensure(
          problem == null,
          "the default of its parameter '%s' %s".formatted(parameter, problem),
          "Correct jobwheel.commands.%s.parameters.%s.default-value.".formatted(name, parameter));
    });
  }

  private void ensureSurroundings() {
    surroundings
        .environment()
        .forEach((variable, value) ->
            ensure(
                VARIABLE.matcher(variable).matches()
                    && !variable.startsWith(ProcessStarter.PREFIX)
                    && value.indexOf('\0') < 0
                    && NativeText.canPass(value),
                "its environment variable '%s' cannot be set".formatted(variable),
                "Name it by letters, digits and underscores, not with %s in front, and give it a value of the encoding %s."
                    .formatted(ProcessStarter.PREFIX, NativeText.encoding())));
    Path folder = surroundings.folder();
    ensure(
        folder == null || (folder.isAbsolute() && Files.isDirectory(folder)),
        "its working folder '%s' is not there".formatted(folder),
        "Make it, or set jobwheel.commands.%s.working-folder to the absolute path of a folder, or to nothing for a fresh one each time."
            .formatted(name));
    ensure(
        surroundings.nice() == 0 || ProgramLookup.find("nice").isPresent(),
        "there is no program 'nice'",
        "Install it, or leave out jobwheel.commands.%s.nice.".formatted(name));
  }

  private void ensure(boolean fine, String problem, String action) {
    if (!fine) {
      throw wrong(problem, action);
    }
  }

  private CommandSetupException wrong(String problem, String action) {
    return new CommandSetupException(
        "The command '%s' cannot be offered: %s.".formatted(name, problem), action);
  }

  /** What is wrong with these values, seen from the payload; empty when they fit. */
  List<FieldError> check(Map<String, @Nullable String> values) {
    List<FieldError> errors = new ArrayList<>();
    new TreeMap<>(values)
        .forEach((given, value) -> {
          if (!parameters.containsKey(given)) {
            errors.add(
                error(
                    given,
                    "is not a parameter of the command '%s'; its parameters are %s"
                        .formatted(name, parameters.keySet())));
          }
        });
    parameters.forEach((parameter, allowed) -> {
      if (values.containsKey(parameter) || allowed.defaultValue() == null) {
        String problem = allowed.wrong(values.get(parameter));
        if (problem != null) {
          errors.add(error(parameter, problem));
        }
      }
    });
    return errors;
  }

  private static FieldError error(String parameter, String message) {
    return new FieldError(parameter, message).under("parameters");
  }

  /** Program and arguments for values that were checked. */
  List<String> line(Map<String, @Nullable String> values) {
    Map<String, String> all = new HashMap<>();
    parameters.forEach((parameter, allowed) -> {
      String given = values.get(parameter);
      String value = given == null ? allowed.defaultValue() : given;
      if (value == null) {
        throw new IllegalArgumentException("no value for the parameter " + parameter);
      }
      all.put(parameter, value);
    });
    List<String> line = new ArrayList<>();
    line.add(program.toString());
    arguments.forEach(argument -> line.add(argument.fill(all)));
    return line;
  }

  String name() {
    return name;
  }

  Path program() {
    return program;
  }

  ProcessEnvironment surroundings() {
    return surroundings;
  }

  ExitCodes exitCodes() {
    return exitCodes;
  }

  CommandLimits limits() {
    return limits;
  }

  /**
   * The command as a call, optional parameters with a question mark: {@code thumb(input, size?)}.
   */
  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + (each.getValue().defaultValue() == null ? "" : "?"))
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
