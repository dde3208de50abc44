package io.jobwheel.store;

import java.util.concurrent.CancellationException;

/** A write was withdrawn before it took effect. */
public final class WithdrawnException extends CancellationException {

  private final boolean locked;

  /** Creates an exception; {@code locked} if the write waited for a lock. */
  public WithdrawnException(boolean locked) {
    super(
        locked
            ? "The write was withdrawn while another transaction held a lock."
            : "The write was withdrawn before its transaction began.");
    this.locked = locked;
  }

  /** Returns whether the write waited for a lock of another transaction. */
  public boolean isLocked() {
    return locked;
  }
}
