package io.jobwheel.api.problem;

import java.util.UUID;

/** A job or group existed, has ended, and was deleted. */
final class JobPrunedException extends RuntimeException {

  JobPrunedException(UUID id) {
    super(
        "%s has ended and was deleted, by a request or after its retention period.".formatted(id));
  }
}
