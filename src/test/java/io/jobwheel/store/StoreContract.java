package io.jobwheel.store;

import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Promises of a store that hold on every database; each test has an empty store. */
@Timeout(60)
public abstract class StoreContract {

  public final UUID node = Jobs.newId();
  public final UUID other = Jobs.newId();
  public TestStore store;

  /** Opens an empty store. */
  abstract TestStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }
}
