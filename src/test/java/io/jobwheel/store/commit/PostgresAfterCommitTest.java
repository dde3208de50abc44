package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The actions that follow a commit, in transactions that are repeated or rolled back. */
@Timeout(60)
class PostgresAfterCommitTest {

  private static TestStore store;
  private final List<String> done = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void open() {
    store = PostgresStores.openEmpty();
  }

  @AfterAll
  static void close() {
    store.close();
  }

  private String write(BatchWrite.ItemAction<String, String> action) {
    return get(store.writers.write(BatchWrite.each(WriteKind.OUTPUT, action), "item"));
  }

  private static SQLException failure(String state) {
    return new SQLException("as the test says", state);
  }

  @Test
  void aRepeatedTransactionRunsTheActionsOfItsLastRunOnly() {
    AtomicInteger runs = new AtomicInteger();
    String answer =
        write((session, _) -> {
          int run = runs.incrementAndGet();
          session.afterCommit(() -> done.add("run " + run));
          if (run < 3) {
            throw failure("40P01");
          }
          return "done";
        });

    assertThat(answer).isEqualTo("done");
    assertThat(done).containsExactly("run 3");
  }

  @Test
  void theActionsOfAFailedTransactionDoNotFollowTheNext() {
    assertThatThrownBy(() ->
            write((session, _) -> {
              session.afterCommit(() -> done.add("failed"));
              throw failure("23505");
            }))
        .isInstanceOf(StoreRefusedException.class);

    write((session, _) -> {
      session.afterCommit(() -> done.add("next"));
      return "done";
    });

    assertThat(done).containsExactly("next");
  }

  @Test
  void aPartThatIsRolledBackDropsItsActionsAndNoOthers() {
    write((session, _) -> {
      session.afterCommit(() -> done.add("before"));
      Optional<String> part =
          Savepoint.unlessLocked(
              session,
              () -> {
                session.afterCommit(() -> done.add("part"));
                throw failure("55P03");
              });
      assertThat(part).isEmpty();
      session.afterCommit(() -> done.add("after"));
      return "done";
    });

    assertThat(done).containsExactly("before", "after");
  }

  @Test
  void anActionThatFailsKeepsNoOtherFromRunning() {
    String answer =
        write((session, _) -> {
          session.afterCommit(() -> {
            throw new IllegalStateException("as the test says");
          });
          session.afterCommit(() -> done.add("second"));
          return "done";
        });

    assertThat(answer).isEqualTo("done");
    assertThat(done).containsExactly("second");
  }
}
