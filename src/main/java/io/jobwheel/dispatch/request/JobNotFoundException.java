package io.jobwheel.dispatch.request;

import java.util.UUID;

/** Thrown if no job or group has the id. */
public final class JobNotFoundException extends RuntimeException {

  private final UUID id;

  public JobNotFoundException(String what, UUID id) {
    super("No %s has the id %s.".formatted(what, id));
    this.id = id;
  }

  /** Returns the id that was not found. */
  public UUID id() {
    return id;
  }
}
