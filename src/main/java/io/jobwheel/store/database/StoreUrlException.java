package io.jobwheel.store.database;

/** Thrown if the URL of the store cannot be used. */
public final class StoreUrlException extends StoreStartException {

  public StoreUrlException(String url, String reason) {
    super(
        "The store's URL '%s' cannot be used: %s".formatted(url, reason),
        "Set jobwheel.store.url to a file, such as jdbc:sqlite:./data/jobwheel.db, or to a"
            + " PostgreSQL database, such as jdbc:postgresql://localhost:5432/jobwheel.");
  }
}
