package io.jobwheel.dispatch;

import java.util.UUID;

/** There is no job or group of that id. */
public final class JobNotFoundException extends RuntimeException {

  private final UUID id;

  public JobNotFoundException(String what, UUID id) {
    super("There is no %s %s.".formatted(what, id));
    this.id = id;
  }

  /** What was asked for. */
  public UUID id() {
    return id;
  }
}
