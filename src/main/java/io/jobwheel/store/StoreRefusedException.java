package io.jobwheel.store;

import java.sql.SQLException;

/**
 * The store was reached but refuses this write and would refuse it again: an id that is used
 * already, a job that does not exist. Nothing was changed. A fault of the caller, not an outage.
 */
public final class StoreRefusedException extends RuntimeException {

  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the database itself refused it; else the service failed while it made the write. */
  public boolean isFromDatabase() {
    return getCause() instanceof SQLException;
  }
}
