package io.jobwheel.limit;

/** Thrown if there is no limit of a name. */
public final class LimitNotFoundException extends RuntimeException {

  LimitNotFoundException(String name) {
    super("There is no limit '%s'.".formatted(name));
  }
}
