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

/** A program that clients may run under a configured name. Immutable. */
public final class Command {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String name;
  private final Path program;
  private final List<ArgumentTemplate> arguments;
  private final TreeMap<String, Parameter> parameters;
  private final ProcessEnvironment environment;
  private final ExitCodes exitCodes;
  private final CommandLimits limits;

  /**
   * Creates a command and validates it.
   *
   * @param name the name: lower-case letters, digits and dashes, at most 63 characters
   * @param program an absolute path, or a name that is looked up on the service's PATH now
   * @param arguments templates such as <code>--size={size}</code>; each becomes one argument
   * @param parameters the parameters by name, in the form of names of commands
   * @param environment the environment of the process
   * @param exitCodes the meaning of exit codes
   * @param limits the limits of each run
   * @throws CommandSetupException if the program does not exist or a value is invalid
   */
  public Command(
      String name,
      String program,
      List<String> arguments,
      Map<String, Parameter> parameters,
      ProcessEnvironment environment,
      ExitCodes exitCodes,
      CommandLimits limits) {
    this.name = name;
    this.parameters = new TreeMap<>(parameters);
    this.environment = environment;
    this.exitCodes = exitCodes;
    this.limits = limits;
    ensure(
        NAME.matcher(name).matches(),
        "its name is invalid",
        "Use a name of 1 to 63 lower-case letters, digits and dashes that begins with a letter.");
    this.program =
        ProgramLookup.find(program)
            .orElseThrow(() ->
                setupError(
                    "there is no program '%s'".formatted(program),
                    "Install it, or set jobwheel.commands.%s.program to the absolute path of an executable file, or to a name on the PATH of the service."
                        .formatted(name)));
    this.arguments = arguments.stream().map(this::template).toList();
    ensureParameters();
    ensureEnvironment();
  }

  private ArgumentTemplate template(String argument) {
    try {
      return ArgumentTemplate.parse(argument);
    } catch (IllegalArgumentException e) {
      throw setupError(
          "in its argument '%s' %s".formatted(argument, e.getMessage()),
          "Correct jobwheel.commands.%s.arguments.".formatted(name));
    }
  }

  private void ensureParameters() {
    TreeSet<String> used = new TreeSet<>();
    arguments.forEach(argument -> used.addAll(argument.parameters()));
    ensure(
        used.equals(parameters.keySet()),
        "its arguments use the parameters %s, but its configured parameters are %s"
            .formatted(used, parameters.keySet()),
        "Use the same names in jobwheel.commands.%s.arguments and .parameters.".formatted(name));
    parameters.forEach((parameter, allowed) -> {
      ensure(
          NAME.matcher(parameter).matches(),
          "the name of its parameter '%s' is invalid".formatted(parameter),
          "Use a name of 1 to 63 lower-case letters, digits and dashes that begins with a letter.");
      String value = allowed.defaultValue();
      String problem = value == null ? null : allowed.violation(value);
      ensure(
          problem == null,
          "the default of its parameter '%s' %s".formatted(parameter, problem),
          "Correct jobwheel.commands.%s.parameters.%s.default-value.".formatted(name, parameter));
    });
  }

  private void ensureEnvironment() {
    environment
        .variables()
        .forEach((variable, value) ->
            ensure(
                VARIABLE.matcher(variable).matches()
                    && !variable.startsWith(ProcessStarter.PREFIX)
                    && value.indexOf('\0') < 0
                    && NativeText.canPass(value),
                "its environment variable '%s' cannot be set".formatted(variable),
                "Use a name of letters, digits and underscores without the prefix %s, and a value in the encoding %s."
                    .formatted(ProcessStarter.PREFIX, NativeText.encoding())));
    Path folder = environment.workingFolder();
    ensure(
        folder == null || (folder.isAbsolute() && Files.isDirectory(folder)),
        "its working folder '%s' does not exist".formatted(folder),
        "Create it, set jobwheel.commands.%s.working-folder to the absolute path of a folder, or remove the property: then each run has a new folder."
            .formatted(name));
    ensure(
        environment.nice() == 0 || ProgramLookup.find("nice").isPresent(),
        "there is no program 'nice'",
        "Install it, or remove jobwheel.commands.%s.nice.".formatted(name));
  }

  private void ensure(boolean condition, String problem, String action) {
    if (!condition) {
      throw setupError(problem, action);
    }
  }

  private CommandSetupException setupError(String problem, String action) {
    return new CommandSetupException(
        "The command '%s' cannot be offered: %s.".formatted(name, problem), action);
  }

  /** Returns the errors of these values, with fields relative to the payload; empty if valid. */
  List<FieldError> validate(Map<String, @Nullable String> values) {
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
        String problem = allowed.violation(values.get(parameter));
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

  /** Returns the program and its arguments for validated values. */
  List<String> commandLine(Map<String, @Nullable String> values) {
    Map<String, String> all = new HashMap<>();
    parameters.forEach((parameter, allowed) -> {
      String given = values.get(parameter);
      String value = given == null ? allowed.defaultValue() : given;
      if (value == null) {
        throw new IllegalArgumentException("The parameter %s has no value".formatted(parameter));
      }
      all.put(parameter, value);
    });
    List<String> commandLine = new ArrayList<>();
    commandLine.add(program.toString());
    arguments.forEach(argument -> commandLine.add(argument.fill(all)));
    return commandLine;
  }

  String name() {
    return name;
  }

  Path program() {
    return program;
  }

  ProcessEnvironment environment() {
    return environment;
  }

  ExitCodes exitCodes() {
    return exitCodes;
  }

  CommandLimits limits() {
    return limits;
  }

  /**
   * Returns the command as a call, with a question mark after each optional parameter: {@code
   * thumb(input, size?)}.
   */
  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(each -> each.getKey() + (each.getValue().defaultValue() == null ? "" : "?"))
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
