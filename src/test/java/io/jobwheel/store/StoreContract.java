package io.jobwheel.store;

import io.jobwheel.job.Jobs;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Promises of a registry that hold on every database; each test has an empty one. */
@Timeout(60)
abstract class StoreContract {

  final UUID node = Jobs.newId();
  final UUID other = Jobs.newId();
  Registry registry;

  /** Opens an empty registry. */
  abstract Registry open();

  @BeforeEach
  void openRegistry() {
    registry = open();
  }

  @AfterEach
  void closeRegistry() {
    registry.close();
  }
}
