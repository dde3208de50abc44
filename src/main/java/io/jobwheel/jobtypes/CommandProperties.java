package io.jobwheel.jobtypes;

import io.jobwheel.handler.command.Parameter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The programs that the job type command can run.
 *
 * @param commands The programs by the names that jobs use: lower case letters, digits and dashes,
 *     beginning with a letter, at most 63 characters. Without programs, the job type command does
 *     not exist.
 */
@Validated
@ConfigurationProperties("jobwheel")
record CommandProperties(@DefaultValue Map<String, @Valid Settings> commands) {

  /** The prefix of the properties of commands. */
  static final String COMMANDS = "jobwheel.commands";

  /**
   * A program that jobs can run.
   *
   * @param program Absolute path, or name on the PATH of the service, which is resolved at the
   *     start. The service does not start if the program does not exist.
   * @param arguments Templates such as --size={size}. Each becomes one argument. {size} is replaced
   *     by a parameter; {{ and }} stand for braces.
   * @param parameters The parameters by name: lower case letters, digits and dashes.
   * @param workingFolder Absolute path of the working folder. Default: a new folder for each
   *     attempt, which is also its HOME and TMPDIR in any case, and which is deleted with its
   *     contents afterwards.
   * @param environment Environment variables as NAME=value, in addition to PATH, LANG, HOME and
   *     TMPDIR, which they can replace. The environment of the service is not passed on.
   * @param timeout Maximum run time, after which the program is stopped. The wait for a free place
   *     does not count. The time limit of the job applies as well.
   * @param grace Time between SIGTERM and SIGKILL. Keep it shorter than
   *     jobwheel.dispatch.drain-grace.
   * @param maxConcurrent Maximum number of runs at a time on this node. Further attempts wait, and
   *     each occupies a slot of its lane.
   * @param maxWait Maximum time that an attempt waits for a free place. After it, the attempt fails
   *     with the code busy.
   * @param maxOutput Maximum number of characters of output. Further output is dropped.
   *     jobwheel.lanes.output applies as well.
   * @param mergeStderr Whether lines of stderr are merged into those of stdout, in order and
   *     without a mark.
   * @param successExitCodes Exit codes that mean success.
   * @param retryExitCodes Exit codes of failures that are retried. All other failures are final.
   * @param nice Nice value of the processes: 0 is normal priority, 19 the lowest.
   */
  @ConfigurationPropertiesSource
  record Settings(
      @NotBlank String program,
      @DefaultValue List<String> arguments,
      @DefaultValue Map<String, @Valid ParameterSettings> parameters,
      @Nullable Path workingFolder,
      @DefaultValue
          List<
                  @jakarta.validation.constraints.Pattern(
                      regexp = "(?s)[^=]+=.*",
                      message = "must be NAME=value")
                  String>
              environment,
      @DefaultValue("10m") @DurationMin(millis = 1) @DurationMax(days = 365) Duration timeout,
      @DefaultValue("2s") @DurationMin @DurationMax(minutes = 10) Duration grace,
      @DefaultValue("4") @Min(1) @Max(10_000) int maxConcurrent,
      @DefaultValue("1m") @DurationMin @DurationMax(days = 1) Duration maxWait,
      @DefaultValue("1000000") @Min(0) @Max(100_000_000) int maxOutput,
      @DefaultValue("false") boolean mergeStderr,
      @DefaultValue("0") Set<@Min(0) @Max(255) Integer> successExitCodes,
      @DefaultValue Set<@Min(0) @Max(255) Integer> retryExitCodes,
      @DefaultValue("0") @Min(0) @Max(19) int nice) {}

  /**
   * A parameter of a command.
   *
   * @param pattern Regular expression, in the syntax of Java, that the whole value must match.
   * @param maxLength Maximum length of a value, in characters.
   * @param defaultValue Value that is used if the client gives none. Unless set, the parameter is
   *     required.
   * @param allowLeadingDash Whether a value can begin with a dash, and so be mistaken for an
   *     option.
   */
  @ConfigurationPropertiesSource
  record ParameterSettings(
      @NotNull Pattern pattern,
      @DefaultValue("255") @Min(1) @Max(Parameter.LONGEST) int maxLength,
      @Nullable String defaultValue,
      @DefaultValue("false") boolean allowLeadingDash) {}
}
