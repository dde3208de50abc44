package io.jobwheel.store.database;

import java.sql.SQLException;

/** The database server cannot be reached, or cannot carry the registry. */
final class StoreServerException extends StoreStartException {

  StoreServerException(PostgresUrl url, String reason, String action) {
    super("The store %s cannot be used: %s".formatted(url, reason), action);
  }

  StoreServerException(PostgresUrl url, SQLException cause) {
    super(
        "The store %s cannot be opened: %s".formatted(url, cause.getMessage()),
        "Check jobwheel.store.url, jobwheel.store.username and jobwheel.store.password, and that"
            + " the server runs and lets this machine in.",
        cause);
  }
}
