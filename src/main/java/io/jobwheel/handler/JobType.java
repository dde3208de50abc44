package io.jobwheel.handler;

import io.jobwheel.job.ExecutionMode;
import java.util.Set;

/**
 * A kind of job.
 *
 * @param name what clients ask for; lower case letters, digits and dashes
 * @param description one sentence for people
 * @param payload the record that payloads are read into; its Bean Validation constraints are
 *     checked at submit
 * @param schema the JSON Schema of the payload
 * @param modes the modes it may run in
 * @param defaultMode the mode when a request names none
 */
public record JobType<P>(
    String name,
    String description,
    Class<P> payload,
    String schema,
    Set<ExecutionMode> modes,
    ExecutionMode defaultMode) {

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
}
