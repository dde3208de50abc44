package io.jobwheel.store.database.postgres;

import io.jobwheel.store.database.StoreStartException;
import java.sql.SQLException;

/** Thrown if the database server cannot be reached or cannot hold the store. */
final class StoreServerException extends StoreStartException {

  StoreServerException(PostgresUrl url, String reason, String action) {
    super("The store %s cannot be used: %s".formatted(url, reason), action);
  }

  StoreServerException(PostgresUrl url, SQLException cause) {
    super(
        "The store %s cannot be opened: %s".formatted(url, cause.getMessage()),
        "Check jobwheel.store.url, jobwheel.store.username and jobwheel.store.password, and that"
            + " the server is running and accepts connections from this host.",
        cause);
  }
}
