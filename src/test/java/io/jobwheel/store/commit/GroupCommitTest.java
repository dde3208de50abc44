package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.database.sqlite.SqliteConnections;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.SqliteDialect;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

@Timeout(30)
class GroupCommitTest {

  @TempDir Path folder;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final OutageLog outages = new OutageLog(InstantSource.fixed(Instant.EPOCH));
  private final List<String> executed = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<SQLException> outage = new AtomicReference<>();
  private final Gate gate = new Gate();
  private SqliteFile file;
  private GroupCommit commits;

  private final BatchWrite<String, String> insert = write(WriteKind.SUBMIT);
  private final BatchWrite<String, String> print = write(WriteKind.OUTPUT);
  private final BatchWrite<String, String> claim = write(WriteKind.CLAIM);

  /** Holds the writer within a transaction until it is opened. */
  private static final class Gate {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    final BatchWrite<String, String> write =
        BatchWrite.each(
            WriteKind.RENEW,
            (_, item) -> {
              entered.countDown();
              await(open);
              return item;
            });

    static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @BeforeEach
  void openStore() throws SQLException {
    file = SqliteStores.file(folder);
    try (Connection connection = SqliteConnections.writer(file).open();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE word (text TEXT NOT NULL PRIMARY KEY) STRICT");
    }
    commits = open(3, Duration.ofSeconds(10));
  }

  @AfterEach
  void closeStore() {
    gate.open.countDown();
    commits.close();
  }

  @Test
  void aLeaseDoesNotWaitBehindALongQueue() {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> prints = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      prints.add(commits.write(print, "p" + n));
    }
    CompletableFuture<String> lease = commits.write(write(WriteKind.RENEW), "lease");
    gate.open.countDown();
    get(held);
    get(lease);
    prints.forEach(TestStore::get);
    assertThat(executed.indexOf("lease")).isLessThan(executed.indexOf("p100"));
  }

  @Test
  void allWritesThatWaitShareOneTransaction() throws SQLException {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(commits.write(print, "word " + i));
    }
    assertThat(commits.waiting()).isEqualTo(50);
    gate.open.countDown();
    get(held);
    answers.forEach(TestStore::get);
    assertThat(meters.timer(StoreMetrics.COMMIT).count()).isEqualTo(2);
    assertThat(meters.summary(StoreMetrics.BATCH_SIZE).max()).isEqualTo(50);
    assertThat(words()).hasSize(50);
  }

  @Test
  void aWriteIsWithdrawnUntilATransactionTakesItUp() throws SQLException {
    CompletableFuture<String> held = holdWriter();
    CompletableFuture<String> waiting = commits.write(print, "withdrawn");
    CompletableFuture<String> behind = commits.write(print, "behind");
    assertThat(held.cancel(false)).isFalse();
    assertThat(waiting.cancel(false)).isTrue();
    gate.open.countDown();
    get(held);
    get(behind);
    assertThat(behind.cancel(false)).isFalse();
    assertThat(waiting).isCancelled();
    assertThat(executed).doesNotContain("withdrawn");
    assertThat(words()).contains("behind").doesNotContain("withdrawn");
  }

  @Test
  void aWriterWhoseWholeQueueIsWithdrawnWaitsForMore() {
    CompletableFuture<String> held = holdWriter();
    assertThat(commits.write(print, "withdrawn").cancel(false)).isTrue();
    gate.open.countDown();
    get(held);
    assertThat(get(commits.write(print, "later"))).isNotNull();
  }

  @Test
  void aBatchHasAtMostItsLimit() {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      answers.add(commits.write(print, "word " + i));
    }
    gate.open.countDown();
    get(held);
    answers.forEach(TestStore::get);
    assertThat(meters.summary(StoreMetrics.BATCH_SIZE).max()).isEqualTo(100);
    assertThat(meters.summary(StoreMetrics.BATCH_SIZE).count()).isEqualTo(4);
  }

  @Test
  void kindsAreExecutedInTheirOrderAndItemsInTheirs() {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (String item : List.of("1", "2", "3")) {
      answers.add(commits.write(claim, "claim " + item));
      answers.add(commits.write(print, "print " + item));
      answers.add(commits.write(insert, "submit " + item));
    }
    gate.open.countDown();
    get(held);
    assertThat(answers.stream().map(TestStore::get))
        .containsExactly(
            "CLAIM claim 1",
            "OUTPUT print 1",
            "SUBMIT submit 1",
            "CLAIM claim 2",
            "OUTPUT print 2",
            "SUBMIT submit 2",
            "CLAIM claim 3",
            "OUTPUT print 3",
            "SUBMIT submit 3");
    assertThat(executed)
        .containsExactly(
            "submit 1",
            "submit 2",
            "submit 3",
            "print 1",
            "print 2",
            "print 3",
            "claim 1",
            "claim 2",
            "claim 3");
  }

  @Test
  void aRefusedWriteFailsAlone() throws SQLException {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(commits.write(print, i == 13 ? "word 7" : "word " + i));
    }
    gate.open.countDown();
    get(held);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<String> answer = answers.get(i);
      if (i == 13) {
        assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(answer));
      } else {
        assertThat(get(answer)).isEqualTo("OUTPUT word " + i);
      }
    }
    assertThat(words()).hasSize(19);
    assertThat(outages.current()).isEmpty();
  }

  @Test
  void aWriteThatThrowsFailsAlone() throws SQLException {
    BatchWrite<String, String> faulty =
        BatchWrite.each(
            WriteKind.CANCEL,
            (_, _) -> {
              throw new IllegalStateException("faulty");
            });
    CompletableFuture<String> held = holdWriter();
    CompletableFuture<String> good = commits.write(print, "good");
    CompletableFuture<String> bad = commits.write(faulty, "bad");
    gate.open.countDown();
    get(held);
    assertThat(get(good)).isEqualTo("OUTPUT good");
    assertThatExceptionOfType(StoreRefusedException.class)
        .isThrownBy(() -> get(bad))
        .withMessageContaining("faulty");
    assertThat(words()).containsExactly("good");
  }

  @Test
  void anOutageFailsTheBatchAndTheNextOneFindsAFreshConnection() throws SQLException {
    outage.set(new SQLException("disk I/O error", null, SQLiteErrorCode.SQLITE_IOERR.code));
    CompletableFuture<String> failed = commits.write(print, "lost");
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> get(failed))
        .withMessageContaining("disk I/O error");
    assertThat(outages.current().orElseThrow().message()).contains("disk I/O error");
    assertThat(outages.current().orElseThrow().since()).isEqualTo(Instant.EPOCH);
    assertThat(meters.counter(StoreMetrics.FAILURES).count()).isOne();

    outage.set(null);
    assertThat(get(commits.write(print, "kept"))).isEqualTo("OUTPUT kept");
    assertThat(words()).containsExactly("kept");
  }

  @Test
  void aFullDiskIsAnOutageAndEndsWithIt() throws SQLException {
    AtomicBoolean full = new AtomicBoolean(true);
    commits.close();
    commits =
        open(
            () -> {
              Connection connection = SqliteConnections.writer(file).open();
              try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA max_page_count = " + (full.get() ? 4 : 1_000_000));
              }
              return connection;
            },
            3,
            Duration.ofSeconds(10));
    String large = "x".repeat(100_000);
    CompletableFuture<String> failed = commits.write(print, large);
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> get(failed))
        .withMessageContaining("full");
    assertThat(words()).isEmpty();

    full.set(false);
    get(commits.write(print, large));
    assertThat(words()).containsExactly(large);
    assertThat(outages.current()).isEmpty();
  }

  @Test
  void admissionsAreBoundedAndOthersAreNot() {
    CompletableFuture<String> held = holdWriter();
    List<CompletableFuture<String>> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(commits.write(insert, "in " + i));
    }
    CompletableFuture<String> tooMany = commits.write(insert, "too many");
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(tooMany));
    taken.add(commits.write(print, "an output is always taken"));
    gate.open.countDown();
    get(held);
    taken.forEach(TestStore::get);
    assertThat(get(commits.write(insert, "room again"))).isEqualTo("SUBMIT room again");
  }

  @Test
  void closingWritesWhatWaitsThenRefuses() throws SQLException {
    CompletableFuture<String> held = holdWriter();
    CompletableFuture<String> waiting = commits.write(print, "waiting");
    gate.open.countDown();
    commits.close();
    commits.close();
    assertThat(held).isCompleted();
    assertThat(waiting).isCompleted();
    assertThat(words()).containsExactly("waiting");
    CompletableFuture<String> late = commits.write(print, "late");
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(late));
  }

  @Test
  void closingGivesUpAfterItsLimit() {
    commits.close();
    commits = open(3, Duration.ofMillis(20));
    CompletableFuture<String> held = holdWriter();
    CompletableFuture<String> waiting = commits.write(print, "waiting");
    commits.close();
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(waiting));
    gate.open.countDown();
    assertThat(get(held)).isEqualTo("gate");
  }

  @Test
  void anInterruptedCallerClosesInOrderAndStaysInterrupted() throws SQLException {
    CompletableFuture<String> waiting = commits.write(print, "waiting");
    Thread.currentThread().interrupt();
    commits.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(waiting).isCompleted();
    assertThat(words()).containsExactly("waiting");
  }

  @Test
  void anInterruptDoesNotEndTheWriter() {
    BatchWrite<String, String> interrupt =
        BatchWrite.each(
            WriteKind.CANCEL,
            (_, item) -> {
              Thread.currentThread().interrupt();
              return item;
            });
    get(commits.write(interrupt, "now"));
    assertThat(get(commits.write(print, "two"))).isEqualTo("OUTPUT two");
  }

  @Test
  void aDependentThatThrowsDoesNotHurtTheWriter() {
    CompletableFuture<String> held = holdWriter();
    CompletableFuture<String> first = commits.write(print, "first");
    CompletableFuture<Void> dependent =
        first.thenAccept(_ -> {
          throw new AssertionError("a dependent throws");
        });
    CompletableFuture<String> second = commits.write(print, "second");
    gate.open.countDown();
    get(held);
    assertThat(get(second)).isEqualTo("OUTPUT second");
    assertThat(dependent).isCompletedExceptionally();
    assertThat(get(commits.write(print, "third"))).isEqualTo("OUTPUT third");
  }

  private GroupCommit open(int maxAdmissions, Duration closeLimit) {
    return open(SqliteConnections.writer(file), maxAdmissions, closeLimit);
  }

  private GroupCommit open(WriterSession.Opener opener, int maxAdmissions, Duration closeLimit) {
    return new GroupCommit(
        "test",
        List.of(new WriterSession(opener, new SqliteDialect(), Ticker.system())),
        new GroupCommit.WriteLimits(100, maxAdmissions, closeLimit),
        new StoreMetrics(meters, Ticker.system()),
        outages,
        Ticker.system());
  }

  private CompletableFuture<String> holdWriter() {
    CompletableFuture<String> held = commits.write(gate.write, "gate");
    Gate.await(gate.entered);
    return held;
  }

  /** Returns a write that inserts words, and fails like the store while an outage is set. */
  private BatchWrite<String, String> write(WriteKind kind) {
    return BatchWrite.each(
        kind,
        (session, word) -> {
          if (outage.get() != null) {
            throw outage.get();
          }
          executed.add(word);
          session.statement("INSERT INTO word VALUES (?)").text(word).update();
          return kind + " " + word;
        });
  }

  private List<String> words() throws SQLException {
    try (Connection connection = SqliteConnections.writer(file).open();
        var statement = connection.prepareStatement("SELECT text FROM word ORDER BY rowid")) {
      return new BoundStatement(statement, new SqliteDialect()).list(row -> row.getString(1));
    }
  }
}
