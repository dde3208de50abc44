package io.jobwheel.api.problem;

import java.util.UUID;

/** A job or group existed, has ended, and was deleted after the retention period. */
final class JobPrunedException extends RuntimeException {

  JobPrunedException(UUID id) {
    super("%s ended and was deleted after its retention period.".formatted(id));
  }
}
