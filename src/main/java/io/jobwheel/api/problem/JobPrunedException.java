package io.jobwheel.api.problem;

import java.util.UUID;

/** There was a job or group of that id. */
final class JobPrunedException extends RuntimeException {

  JobPrunedException(UUID id) {
    super("%s has ended long ago and was deleted.".formatted(id));
  }
}
