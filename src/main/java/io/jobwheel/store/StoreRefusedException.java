package io.jobwheel.store;

import java.sql.SQLException;

/**
 * Thrown if the store can be reached but refuses a write and would refuse it again, for example
 * because an id already exists or a job does not exist. Nothing was changed. This is an error of
 * the caller, not an outage.
 */
public final class StoreRefusedException extends RuntimeException {

  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Returns whether the database refused the write; {@code false} if the service failed while it
   * executed the write.
   */
  public boolean isFromDatabase() {
    return getCause() instanceof SQLException;
  }
}
