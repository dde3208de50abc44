package io.jobwheel.store.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwheel.LogCapture;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.ChildJvm;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriteGate;
import io.jobwheel.store.setup.StoreHealth;
import io.jobwheel.time.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.util.FileSystemUtils;

/** Files of an open SQLite database are deleted, moved and replaced. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SqliteFileWatchTest {

  @TempDir Path folder;

  private final TestClock clock = TestClock.at(Instant.EPOCH);

  private Path data;
  private SqliteFile file;
  private TestStore store;

  @BeforeEach
  void open() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    file = SqliteStores.file(data);
    store = SqliteStores.open(file, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void writesPassWhileTheFilesAreInPlace() {
    store.submit(Jobs.queued());
    check();
    store.submit(Jobs.queued());
    assertThat(health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void aCheckDuringTheCloseFindsNothingMissing() {
    store.submit(Jobs.queued());
    store.close(); // deletes the files beside the database
    check();
    assertThat(store.database.gate().outage()).isEmpty();
  }

  @Test
  void aFolderThatIsDeletedIsFoundWithoutAnyRequest() throws Exception {
    try (LogCapture log = new LogCapture(WriteGate.class.getName(), Level.INFO)) {
      FileSystemUtils.deleteRecursively(data);
      assertThat(clock.passPause()).isEqualTo(Duration.ofSeconds(1));
      log.await("rejects writes");
    }
    assertRefused("jobwheel.db no longer exists");
  }

  @Test
  void anotherDatabaseInItsPlaceIsNotWrittenAndNotReadAndKeepsItsFiles() throws IOException {
    store.submit(Jobs.queued());
    Path other = Files.createDirectory(folder.resolve("other"));
    try (TestStore another = SqliteStores.open(SqliteStores.file(other))) {
      Job theirs = another.submit(Jobs.queued());
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        Files.move(
            beside(other, suffix), beside(data, suffix), StandardCopyOption.REPLACE_EXISTING);
      }
      check();
      assertRefused("another file");
      assertThat(store.queries.find(theirs.id())).isEmpty();
      store.close();
      assertThat(beside(data, "-wal")).exists();
    }
  }

  @Test
  void aFileThatIsMovedAwayAndBackIsWrittenAgain() throws IOException {
    Job before = store.submit(Jobs.queued());
    Path away = Files.move(file.path(), folder.resolve("away.db"));
    check();
    assertRefused("jobwheel.db no longer exists");
    assertThat(file.path()).as("made by an attempt to open it").doesNotExist();
    Files.move(away, file.path());
    check();
    assertThat(health().getStatus()).isEqualTo(Status.UP);
    Job after = store.submit(Jobs.queued());
    store.close();
    try (TestStore again = SqliteStores.open(file)) {
      assertThat(again.queries.find(before.id())).isPresent();
      assertThat(again.queries.find(after.id())).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm"})
  void whatWasCommittedBeforeAFileBesideIsLostIsMovedToTheDatabase(String suffix)
      throws IOException {
    Job before = store.submit(Jobs.queued());
    Files.delete(beside(data, suffix));
    Job between = store.submit(Jobs.queued());
    check();
    assertRefused("jobwheel.db" + suffix + " no longer exists");
    // as a process that is killed now leaves it
    Path left = Files.createDirectory(folder.resolve("left"));
    Files.copy(file.path(), beside(left, ""));
    try (TestStore again = SqliteStores.open(SqliteStores.file(left))) {
      assertThat(again.queries.find(before.id())).isPresent();
      assertThat(again.queries.find(between.id())).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm"})
  void aKillAfterAFileBesideWasReplacedByAnOlderOneLosesNothing(String suffix) throws IOException {
    Job before = store.submit(Jobs.queued());
    Path copy = Files.copy(beside(data, suffix), folder.resolve("copy"));
    Job between = store.submit(Jobs.queued());
    Files.move(copy, beside(data, suffix), StandardCopyOption.REPLACE_EXISTING);
    check();
    check();
    assertRefused("jobwheel.db" + suffix);
    Path left = Files.createDirectory(folder.resolve("left"));
    for (String each : new String[] {"", "-wal", "-shm"}) {
      if (Files.exists(beside(data, each))) {
        Files.copy(beside(data, each), beside(left, each));
      }
    }
    try (TestStore again = SqliteStores.open(SqliteStores.file(left))) {
      assertThat(again.queries.find(before.id())).isPresent();
      assertThat(again.queries.find(between.id())).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm"})
  void aRestartAfterAFileBesideWasReplacedLosesNothing(String suffix) throws IOException {
    Job before = store.submit(Jobs.queued());
    Path copy = Files.copy(beside(data, suffix), folder.resolve("copy"));
    Job between = store.submit(Jobs.queued());
    Files.move(copy, beside(data, suffix), StandardCopyOption.REPLACE_EXISTING);
    check();
    assertRefused("another file");
    assertThat(beside(data, suffix + ".foreign")).exists();
    store.close();
    try (TestStore again = SqliteStores.open(file)) {
      assertThat(again.queries.find(before.id())).isPresent();
      assertThat(again.queries.find(between.id())).isPresent();
    }
  }

  @Test
  void aLinkThatLeadsElsewhereIsFound() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), other);
    try (TestStore linked = SqliteStores.open(SqliteStores.file(link))) {
      linked.submit(Jobs.queued());
      Files.delete(link);
      Files.createSymbolicLink(link, Files.createDirectory(folder.resolve("empty")));
      ((SqliteDatabase) linked.database).check();
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> linked.submit(Jobs.queued()))
          .withMessageContaining(link.resolve("jobwheel.db") + " no longer exists");
    }
  }

  @Test
  void aDeletedLockFileIsCreatedAgainAndNoOtherProcessGetsTheStoreMeanwhile() throws IOException {
    Path lock = beside(data, ".lock");
    String holder = Files.readString(lock);
    Files.delete(lock);
    assertThatNoOtherProcessGets(file.path());
    check();
    assertThat(lock).content().isEqualTo(holder);
    store.submit(Jobs.queued());
    assertThatNoOtherProcessGets(file.path());
  }

  @Test
  void theDatabaseIsLockedUnderAnyName() throws IOException {
    Path alias = Files.createLink(folder.resolve("alias.db"), file.path());
    assertThatNoOtherProcessGets(alias);
    store.close();
    assertThatAnotherProcessGets(alias);
  }

  @Test
  void aLockFileThatAnotherProcessHoldsClosesTheGate() throws IOException {
    Path lock = beside(data, ".lock");
    Files.delete(lock);
    // a process that uses only the lock file: another name of a file has another lock file
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    try (ChildJvm child =
        ChildJvm.run(SqliteStoreLockTest.Holder.class, beside(theirs, "").toString())) {
      assertThat(child.output().readLine()).isEqualTo("held");
      Files.move(beside(theirs, ".lock"), lock, StandardCopyOption.REPLACE_EXISTING);
      check();
      assertRefused("another instance holds");
    }
  }

  @Test
  void theFaultIsLoggedOnceAndItsEnd() throws IOException {
    try (LogCapture log = new LogCapture(WriteGate.class.getName(), Level.INFO)) {
      Path away = Files.move(file.path(), folder.resolve("away.db"));
      check();
      check();
      Files.move(away, file.path());
      check();
      check();
      List<String> lines = log.events().stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).contains("rejects writes", "no longer exists");
      assertThat(lines.getLast()).contains("accepts writes again");
    }
  }

  private void check() {
    ((SqliteDatabase) store.database).check();
  }

  private void assertRefused(String reason) {
    double failures = failures();
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> store.submit(Jobs.queued()))
        .withMessageContaining(reason);
    assertThat(failures()).isEqualTo(failures + 1);
    Health down = health();
    assertThat(down.getStatus()).isEqualTo(Status.DOWN);
    assertThat(down.getDetails().get("writing").toString()).contains(reason);
    assertThat(down.getDetails()).containsKey("since");
  }

  private double failures() {
    return store.meters.get(StoreMetrics.FAILURES).counter().count();
  }

  private Health health() {
    return new StoreHealth(
            store.queries,
            store.database.gate(),
            new OutageLog(InstantSource.system()),
            InstantSource.system())
        .health();
  }

  private static Path beside(Path folder, String suffix) {
    return folder.resolve("jobwheel.db" + suffix);
  }

  private static void assertThatNoOtherProcessGets(Path database) throws IOException {
    try (ChildJvm child = ChildJvm.run(SqliteStoreLockTest.Holder.class, database.toString())) {
      assertThat(child.output().readLine()).isNull();
    }
  }

  private static void assertThatAnotherProcessGets(Path database) throws IOException {
    try (ChildJvm child = ChildJvm.run(SqliteStoreLockTest.Holder.class, database.toString())) {
      assertThat(child.output().readLine()).isEqualTo("held");
    }
  }
}
