package io.jobwheel.api.problem;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A body, or an item of it, is not well-formed. */
public final class BodyNotReadableException extends RuntimeException {

  private final String part;

  /** Creates an exception for a part of the body, such as "Item 3 of the body". */
  public BodyNotReadableException(String part, JacksonException cause) {
    super(cause);
    this.part = part;
  }

  /** Creates an exception with a detail for clients. */
  public BodyNotReadableException(String detail) {
    super(detail);
    this.part = "";
  }

  String part() {
    return part;
  }

  /** Returns the fault of a part; null if the detail says it all. */
  @Nullable JacksonException fault() {
    return getCause() instanceof JacksonException fault ? fault : null;
  }
}
