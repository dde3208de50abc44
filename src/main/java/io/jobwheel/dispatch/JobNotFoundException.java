package io.jobwheel.dispatch;

import java.util.UUID;

/** There is no job or group of that id. */
public final class JobNotFoundException extends RuntimeException {

  public JobNotFoundException(String what, UUID id) {
    super("There is no %s %s.".formatted(what, id));
  }
}
