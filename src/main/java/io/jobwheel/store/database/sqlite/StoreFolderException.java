package io.jobwheel.store.database.sqlite;

import io.jobwheel.store.database.StoreStartException;
import java.nio.file.Path;

/** Thrown if the folder of the store cannot be created or written. */
final class StoreFolderException extends StoreStartException {

  StoreFolderException(Path file, Exception cause) {
    super(
        "The store %s cannot be opened: %s.".formatted(file, cause),
        "Let the user that runs the service write to this folder, or set jobwheel.store.url to a"
            + " file elsewhere.",
        cause);
  }
}
