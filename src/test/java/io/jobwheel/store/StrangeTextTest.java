package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.ended;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.database.sqlite.SqliteFile;
import io.jobwheel.store.database.sqlite.SqliteStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text that a database may refuse, in every column that a handler or a program fills. */
class StrangeTextTest {

  enum Kind {
    SQLITE,
    /** A file that another program has created, with settings that persist in it. */
    SQLITE_UTF16,
    POSTGRESQL
  }

  private static final List<String> TEXTS =
      List.of(
          "lift-off 🚀",
          "a\0b",
          "\0",
          "\ud83d",
          "\ude80\ud83d",
          "half \ud83d of a pair",
          "\uFFFE\uFFFF\u0085\u2028",
          "{\"NULL\", \\'\"}",
          "NULL",
          "",
          "\\u0000 \\x00 \\");

  private static TestStore sqlite;
  private static TestStore utf16;
  private static TestStore postgres;
  private static final String URL = PostgresServers.newDatabase();

  private final UUID node = UUID.randomUUID();

  @BeforeAll
  static void open(@TempDir Path folder) throws SQLException {
    sqlite = SqliteStores.open(SqliteFile.of("jdbc:sqlite:" + folder.resolve("jobwheel.db")));
    String file = "jdbc:sqlite:" + folder.resolve("utf16.db");
    try (Connection made = DriverManager.getConnection(file);
        Statement statement = made.createStatement()) {
      statement.execute("PRAGMA encoding = 'UTF-16le'");
      statement.execute("CREATE TABLE other (a)"); // writes the file's first page
      statement.execute("DROP TABLE other");
    }
    assertThat(PostgresServers.query(file, "PRAGMA encoding")).containsExactly("UTF-16le");
    utf16 = SqliteStores.open(SqliteFile.of(file));
    postgres = PostgresStores.open(URL);
  }

  @AfterAll
  static void close() {
    sqlite.close();
    utf16.close();
    postgres.close();
  }

  private static TestStore of(Kind kind) {
    return switch (kind) {
      case SQLITE -> sqlite;
      case SQLITE_UTF16 -> utf16;
      case POSTGRESQL -> postgres;
    };
  }

  /** Half of a surrogate pair is no text in UTF-8; PostgreSQL has no zero character either. */
  private static String kept(Kind kind, String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return kind == Kind.POSTGRESQL ? whole.replace('\0', '\uFFFD') : whole;
  }

  @ParameterizedTest
  @EnumSource
  void everyTextIsKept(Kind kind) {
    TestStore store = of(kind);
    List<Job> jobs = new ArrayList<>();
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (String text : TEXTS) {
      Job job = Jobs.running().payload("\"" + text + "\"").submitter("token:" + text).build();
      jobs.add(job);
      writes.add(store.submissions.submit(new Submission(null, List.of(job), node)));
      writes.add(store.outputs.append(new Print(job.id(), 1, Jobs.NOW, text)));
      Progress progress = new Progress(Jobs.NOW, 0.5, text);
      writes.add(store.progress.record(new ProgressReport(job.id(), 1, progress)));
      Outcome failed = new Outcome.Failed(new JobError("handler-failed", text));
      writes.add(store.outcomes.record(ended(job, node, failed, Jobs.NOW)));
    }
    writes.forEach(TestStore::get);
    for (int i = 0; i < TEXTS.size(); i++) {
      Job job = store.read(jobs.get(i));
      String kept = kept(kind, TEXTS.get(i));
      assertThat(job.error()).isEqualTo(new JobError("handler-failed", kept));
      assertThat(job.payload()).isEqualTo("\"" + kept + "\"");
      assertThat(job.submitter()).isEqualTo("token:" + kept);
      assertThat(store.printsOf(job.id(), 1).getFirst().text()).isEqualTo(kept);
      assertThat(store.progress.progressOf(job.id(), 1).orElseThrow().message()).isEqualTo(kept);
    }
  }

  @Test
  void aRowThatATriggerRefusesFailsAlone() {
    PostgresServers.execute(
        URL,
        """
        CREATE FUNCTION jobwheel.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not this one'; END $$
        """);
    PostgresServers.execute(
        URL,
        """
        CREATE TRIGGER refuse BEFORE INSERT ON jobwheel.job_event FOR EACH ROW
        WHEN (NEW.text = 'refused') EXECUTE FUNCTION jobwheel.refuse()
        """);
    Job job = postgres.submitRunning(Jobs.running(), node);
    List<CompletableFuture<?>> prints = new ArrayList<>();
    for (String text : List.of("one", "two", "refused", "three")) {
      prints.add(postgres.outputs.append(new Print(job.id(), 1, Jobs.NOW, text)));
    }
    assertThatExceptionOfType(StoreRefusedException.class).isThrownBy(() -> get(prints.get(2)));
    assertThat(postgres.end(job, node, new Outcome.Succeeded("1")).accepted()).isTrue();
    assertThat(postgres.printsOf(job.id(), 1))
        .extracting(Print::text)
        .containsExactly("one", "two", "three");
  }
}
