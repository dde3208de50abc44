package io.jobwheel.store.database;

import java.nio.file.Path;

/** Another instance holds the file of the store. */
final class StoreInUseException extends StoreStartException {

  /**
   * Another instance holds it.
   *
   * @param holder what that instance wrote about itself, such as {@code pid 4711 since …}
   */
  StoreInUseException(Path file, String holder) {
    super(
        "The store %s is in use by another instance of Jobwheel (%s).".formatted(file, holder),
        "Stop that instance, or give this one a store of its own with jobwheel.store.url.");
  }
}
