package io.jobwheel.execution;

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
 * What the job type command may run.
 *
 * @param commands The programs by the names that jobs give: lower case letters, digits and dashes,
 *     a letter first, at most 63. Without any, the job type command is not offered.
 */
@Validated
@ConfigurationProperties("jobwheel")
record CommandProperties(@DefaultValue Map<String, @Valid Settings> commands) {

  /** The key under which commands are found. */
  static final String COMMANDS = "jobwheel.commands";

  /**
   * A program that jobs may run.
   *
   * @param program an absolute path, or a name on the service's PATH, looked up once at the start;
   *     the service does not start when it is missing
   * @param arguments templates such as --size={size}, each of which becomes one argument; {size} is
   *     the place of a parameter, {{ and }} stand for braces
   * @param parameters The parameters by name: lower case letters, digits and dashes.
   * @param workingFolder an absolute path; unless set, each attempt works in the fresh folder that
   *     is its HOME and TMPDIR in any case, and is deleted afterwards with all that is in it
   * @param environment environment variables as NAME=value, besides PATH, LANG, HOME and TMPDIR,
   *     which it may replace; nothing of the service's own environment is handed on
   * @param timeout how long it may run until it is ended; waiting for its turn does not count, and
   *     the limit of the job counts as well
   * @param grace how long its processes have between SIGTERM and SIGKILL. Keep it shorter than
   *     jobwheel.dispatch.drain-grace
   * @param maxConcurrent how many of it may run at once on this node; more wait for their turn,
   *     each on a slot of its lane
   * @param maxWait how long an attempt waits for its turn; then it fails with the code busy
   * @param maxOutput how many characters of its output are printed, the rest is dropped;
   *     jobwheel.lanes.output counts as well
   * @param mergeStderr whether lines of stderr go among those of stdout, in order and unmarked
   * @param successExitCodes the exit codes that are a success
   * @param retryExitCodes exit codes of failures that may be gone at the next attempt; all others
   *     are final
   * @param nice how much it gives way to other processes; 0 is not at all
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
   * What a client may give for a parameter.
   *
   * @param pattern what has to match the whole value, in the syntax of Java
   * @param maxLength how many characters a value may have
   * @param defaultValue the value when a client gives none; unless set, clients have to give one
   * @param allowLeadingDash whether a value may begin with a dash, and so be taken for an option
   */
  @ConfigurationPropertiesSource
  record ParameterSettings(
      @NotNull Pattern pattern,
      @DefaultValue("255") @Min(1) @Max(Parameter.LONGEST) int maxLength,
      @Nullable String defaultValue,
      @DefaultValue("false") boolean allowLeadingDash) {}
}
