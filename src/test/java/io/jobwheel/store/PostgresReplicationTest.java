package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose commits wait for a standby that does not answer. */
class PostgresReplicationTest {

  private static final String WAITS = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  @ParameterizedTest
  @ValueSource(strings = {"pg_cancel_backend", "pg_terminate_backend"})
  void aCommitWhoseWaitIsCancelledIsNotAcknowledged(String end) throws IOException {
    try (EmbeddedPostgres server = PostgresServers.start()) {
      String url = PostgresServers.url(server.getPort(), "postgres");
      PostgresStores.migrate(url);
      try (TestStore store = PostgresStores.open(url)) {
        Job before = store.submit(Jobs.queued());
        requireStandby(url, "none_of_this_name");
        Job job = Jobs.queued().build();
        CompletableFuture<SubmissionResult> submission =
            store.submissions.submit(new Submission(null, List.of(job), Jobs.newId()));
        await().until(() -> !PostgresServers.query(url, "SELECT 1 " + WAITS).isEmpty());
        assertThat(submission).isNotDone();
        PostgresServers.query(url, "SELECT %s(pid) %s".formatted(end, WAITS));
        assertThatExceptionOfType(StoreUnavailableException.class)
            .isThrownBy(() -> get(submission));

        requireStandby(url, "");
        Job after = store.submit(Jobs.queued());
        // on this server only: after a failover it would be gone
        assertThat(store.queries.find(job.id())).isPresent();
        assertThat(store.read(before)).isEqualTo(before);
        assertThat(store.read(after)).isEqualTo(after);
      }
    }
  }

  @Test
  void aNoticeOfACommitIsNoFailure() {
    String url = PostgresServers.newDatabase();
    PostgresServers.execute(
        url,
        """
        CREATE FUNCTION jobwheel.tell() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE NOTICE 'told'; RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER tell AFTER INSERT ON jobwheel.job DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION jobwheel.tell()
        """);
    try (TestStore store = PostgresStores.open(url)) {
      Job job = store.submit(Jobs.queued());
      assertThat(store.read(job)).isEqualTo(job);
    }
  }

  @Test
  void aWriteThatAStandbyRefusesIsRepeatedOnAnotherConnection() {
    String url = PostgresServers.newDatabase();
    try (TestStore store = PostgresStores.open(url)) {
      Job before = store.submit(Jobs.queued());
      PostgresServers.execute(
          url,
          """
          CREATE TABLE public.server AS SELECT max(pid) AS pid FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'jobwheel writer-1';
          CREATE FUNCTION jobwheel.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF pg_backend_pid() = (SELECT pid FROM public.server) THEN
              RAISE EXCEPTION 'demoted' USING ERRCODE = 'read_only_sql_transaction';
            END IF;
            RETURN NEW;
          END $$;
          CREATE TRIGGER refuse BEFORE INSERT ON jobwheel.job
          FOR EACH ROW EXECUTE FUNCTION jobwheel.refuse()
          """);
      assertThat(PostgresServers.query(url, "SELECT pid FROM public.server WHERE pid > 0"))
          .hasSize(1);
      Job after = store.submit(Jobs.queued());
      assertThat(store.read(before)).isEqualTo(before);
      assertThat(store.read(after)).isEqualTo(after);
    }
  }

  private static void requireStandby(String url, String name) {
    PostgresServers.execute(
        url, "ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(name));
    PostgresServers.execute(url, "SELECT pg_reload_conf()");
    await()
        .until(() ->
            PostgresServers.query(url, "SHOW synchronous_standby_names").equals(List.of(name)));
  }
}
