package io.jobwheel.handler;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A job type: its name, payload, modes and defaults.
 *
 * @param name the name in requests: lower-case letters, digits and dashes, at most 63 characters
 * @param description one sentence for clients
 * @param payloadType the record that payloads are read into. Its Bean Validation constraints are
 *     checked at submit. The published JSON Schema is derived from it, with the texts of
 *     {@code @JsonPropertyDescription}
 * @param modes the modes in which its jobs may run
 * @param defaultMode the mode of requests without a mode
 * @param policy the attempts and the time limit of requests that do not set them
 */
public record JobType<P>(
    String name,
    String description,
    Class<P> payloadType,
    Set<ExecutionMode> modes,
    ExecutionMode defaultMode,
    AttemptPolicy policy) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  public JobType {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "The name of a job type must consist of lower-case letters, digits and dashes: '%s'"
              .formatted(name));
    }
    modes = Set.copyOf(modes);
    if (!modes.contains(defaultMode)) {
      throw new IllegalArgumentException(
          "The default mode %s of job type '%s' is not among its modes %s"
              .formatted(defaultMode, name, modes));
    }
  }

  /** Returns whether a type can have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Returns a type for handlers that mostly wait: all modes except {@code process-pool}, by default
   * {@code event-loop}, and one attempt.
   */
  public static <P> JobType<P> ioBound(String name, String description, Class<P> payloadType) {
    return new JobType<>(
        name,
        description,
        payloadType,
        EnumSet.complementOf(EnumSet.of(ExecutionMode.PROCESS_POOL)),
        ExecutionMode.EVENT_LOOP,
        AttemptPolicy.ONCE);
  }

  /**
   * Returns a type for handlers that compute, or that block without using their context: {@code
   * process-pool}, the default, {@code sequential} and {@code thread-pool}, and one attempt. It
   * cannot run where it would hold an event loop or a carrier of virtual threads.
   *
   * <p>A handler can run in a worker process if its class has a constructor without parameters, or
   * if it is a bean of a configuration in {@code jobwheel.lanes.process-pool.sources}.
   */
  public static <P> JobType<P> cpuBound(String name, String description, Class<P> payloadType) {
    return ioBound(name, description, payloadType)
        .withModes(ExecutionMode.PROCESS_POOL, ExecutionMode.SEQUENTIAL, ExecutionMode.THREAD_POOL);
  }

  /** Returns a copy with these modes; the first is the default mode. */
  public JobType<P> withModes(ExecutionMode defaultMode, ExecutionMode... others) {
    return new JobType<>(
        name, description, payloadType, EnumSet.of(defaultMode, others), defaultMode, policy);
  }

  /** Returns a copy with this policy for requests that do not set their own. */
  public JobType<P> withPolicy(AttemptPolicy policy) {
    return new JobType<>(name, description, payloadType, modes, defaultMode, policy);
  }
}
