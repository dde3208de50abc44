package io.jobwheel.store.jdbc.limit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitChange;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each change of a limit settles its jobs within the transaction. */
class SettleLimitTest {

  private static final LimitSpec ONE = new LimitSpec(1, null, null, OnLimit.BLOCK);
  private static final LimitSpec TWO = new LimitSpec(2, null, null, OnLimit.BLOCK);

  @TempDir Path folder;

  private final List<String> settled = new CopyOnWriteArrayList<>();
  private TestStore store;
  private JdbcLimits limits;
  private volatile boolean fails;

  @BeforeEach
  void open() {
    store = SqliteStores.open(SqliteStores.file(folder));
    limits = new JdbcLimits(store.writers, store.reader, this::settle);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void settle(WriterSession session, String name) throws SQLException {
    settled.add(
        session
            .statement("SELECT total FROM job_limit WHERE name = ?")
            .text(name)
            .first(row -> name + " has " + row.getInt(1))
            .orElse(name + " is gone"));
    if (fails) {
      throw new IllegalStateException("not settled");
    }
  }

  private void change(String name, LimitChange change) {
    var _ = get(limits.change(name, change));
  }

  @Test
  void itSeesTheRowThatTheChangeHasWritten() {
    change("partner", (_, now) -> Limit.first("partner", ONE, false, null, now));
    change("partner", (current, now) -> current.changed(TWO, false, null, now));
    change("partner", (current, _) -> current);
    change("partner", (_, _) -> null);
    change("partner", (_, _) -> null);

    assertThat(settled).containsExactly("partner has 1", "partner has 2", "partner is gone");
  }

  @Test
  void aChangeThatCannotBeSettledIsNotStored() {
    fails = true;

    assertThatThrownBy(
            () -> change("partner", (_, now) -> Limit.first("partner", ONE, false, null, now)))
        .isInstanceOf(StoreRefusedException.class);
    assertThat(limits.find("partner")).isEmpty();
  }
}
