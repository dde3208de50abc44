package io.jobwheel.handler;

import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.util.EnumSet;
import java.util.Set;

/**
 * A kind of job.
 *
 * @param name what clients ask for; lower case letters, digits and dashes
 * @param description one sentence for people
 * @param payload the record that payloads are read into; its Bean Validation constraints are
 *     checked at submit, and the JSON Schema that clients see is derived from it, with the texts of
 *     {@code @JsonPropertyDescription}
 * @param modes the modes it may run in
 * @param defaultMode the mode when a request names none
 * @param policy how often it is tried and how long, when a request does not say
 */
public record JobType<P>(
    String name,
    String description,
    Class<P> payload,
    Set<ExecutionMode> modes,
    ExecutionMode defaultMode,
    AttemptPolicy policy) {

  public JobType {
    if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException(
          "A job type is named by lower case letters, digits and dashes, not '%s'".formatted(name));
    }
    modes = Set.copyOf(modes);
    if (!modes.contains(defaultMode)) {
      throw new IllegalArgumentException(
          "The default mode %s of job type '%s' is not among its modes %s"
              .formatted(defaultMode, name, modes));
    }
  }

  /**
   * A type that mostly waits: all modes but the pool of processes, on the event loop by default,
   * tried once.
   */
  public static <P> JobType<P> waiting(String name, String description, Class<P> payload) {
    return new JobType<>(
        name,
        description,
        payload,
        EnumSet.complementOf(EnumSet.of(ExecutionMode.PROCESS_POOL)),
        ExecutionMode.EVENT_LOOP,
        AttemptPolicy.ONCE);
  }

  /**
   * A type that computes, or that blocks other than by its context: not on event loops nor on
   * virtual threads, whose few carriers it would hold; by default in a process, tried once. A
   * handler runs in a process if its class has a constructor without parameters, or if it is a bean
   * of a configuration that {@code jobwheel.lanes.process-pool.sources} names.
   */
  public static <P> JobType<P> computing(String name, String description, Class<P> payload) {
    return waiting(name, description, payload)
        .in(ExecutionMode.PROCESS_POOL, ExecutionMode.SEQUENTIAL, ExecutionMode.THREAD_POOL);
  }

  /** The same in other modes, the first of which is the default. */
  public JobType<P> in(ExecutionMode defaultMode, ExecutionMode... others) {
    return new JobType<>(
        name, description, payload, EnumSet.of(defaultMode, others), defaultMode, policy);
  }

  /** The same with another policy. */
  public JobType<P> trying(AttemptPolicy policy) {
    return new JobType<>(name, description, payload, modes, defaultMode, policy);
  }
}
