package io.jobwheel.store.database.sqlite;

import io.jobwheel.store.database.StoreStartException;
import java.nio.file.Path;

/** Thrown if another instance holds the file of the store. */
final class StoreInUseException extends StoreStartException {

  /**
   * Creates an exception.
   *
   * @param holder the text that the other instance wrote, such as {@code pid 4711 since …}
   */
  StoreInUseException(Path file, String holder) {
    super(
        "The store %s is in use by another instance of Jobwheel (%s).".formatted(file, holder),
        "Stop that instance, or give this one a store of its own with jobwheel.store.url.");
  }
}
