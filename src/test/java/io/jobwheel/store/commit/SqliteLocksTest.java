package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.Submission;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another process that locks the file for a longer time. It has to lock it before the first write,
 * since the writer keeps the lock from then on.
 */
@Timeout(30)
class SqliteLocksTest {

  @TempDir Path folder;

  @Test
  void writesFailSoonNothingPilesUpAndAllIsWellAfterwards() throws SQLException {
    SqliteFile file = SqliteStores.file(folder);
    Job refused = Jobs.queued().build();
    try (TestStore store = SqliteStores.open(file)) {
      try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + file.path());
          Statement statement = foreign.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        CompletableFuture<?> submit =
            store
                .submissions
                .submit(new Submission(null, List.of(refused), Jobs.newId()))
                .orTimeout(4, TimeUnit.SECONDS);
        store.queries.ping(); // reads go on
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(submit));
        assertThat(store.meters.get(StoreMetrics.WAITING_WRITES).gauge().value()).isZero();
        statement.execute("ROLLBACK");
      }
      store.submit(Jobs.queued());
      assertThat(store.queries.find(refused.id())).isEmpty();
    }
  }
}
