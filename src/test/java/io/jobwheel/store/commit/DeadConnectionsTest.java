package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.TcpRelay;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.time.TestClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that died while they were idle do not fail the next operation. */
@Timeout(60)
class DeadConnectionsTest {

  private static String direct;
  private static TcpRelay relay;
  private static final TestClock clock = TestClock.atNow();
  private static TestStore store;

  @BeforeAll
  static void open() throws IOException {
    direct = PostgresServers.newDatabase();
    URI address = URI.create(direct.substring("jdbc:".length()));
    relay = new TcpRelay(address.getPort());
    store =
        PostgresStores.open(
            PostgresServers.url(relay.port(), address.getPath().substring("/".length())), clock);
  }

  @AfterAll
  static void close() throws IOException {
    store.close();
    relay.close();
  }

  @Test
  void whatComesAfterTheServerEndedItsSessionsSucceeds() {
    assertAllSucceed();
    endSessions();
    assertAllSucceed();
  }

  @Test
  void whatComesAfterTheNetworkEndedTheConnectionsSucceeds() {
    assertAllSucceed();
    relay.reset();
    assertAllSucceed();
  }

  @Test
  void aConnectionThatHasGoneSilentIsFoundBeforeItsNextBatch() {
    UUID key = Jobs.newId();
    AtomicInteger executions = new AtomicInteger();
    get(store.writers.write(key, endingItsSession(executions, 0), "before"));
    relay.silence();
    clock.advance(
        Duration.ofMillis(1050)); // a connection that was used a moment ago is not validated
    get(store.writers.write(key, endingItsSession(executions, 0), "after"));
    relay.reset(); // so that others do not have to find it out
  }

  @Test
  void aBatchWhoseCommitMayHaveHappenedIsNotRepeated() {
    AtomicInteger executions = new AtomicInteger();
    UUID key = Jobs.newId();
    get(store.writers.write(key, endingItsSession(executions, 0), "warm"));
    executions.set(0);
    BatchWrite<String, String> deferred =
        BatchWrite.each(
            WriteKind.OUTPUT,
            (session, item) -> {
              executions.incrementAndGet();
              session.statement("CREATE TABLE IF NOT EXISTS jobwheel.trap (id int)").update();
              session
                  .statement(
                      """
                      CREATE OR REPLACE FUNCTION jobwheel.end_session() RETURNS trigger
                      LANGUAGE plpgsql AS $$
                      BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                      """)
                  .update();
              session
                  .statement(
                      """
                      CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON jobwheel.trap
                      DEFERRABLE INITIALLY DEFERRED
                      FOR EACH ROW EXECUTE FUNCTION jobwheel.end_session()
                      """)
                  .update();
              session.statement("INSERT INTO jobwheel.trap VALUES (1)").update();
              return item;
            });
    CompletableFuture<String> write = store.writers.write(key, deferred, "once");
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(write));
    assertThat(executions).hasValue(1);
  }

  @Test
  void aBatchWhoseSessionEndsAgainAndAgainFails() {
    AtomicInteger executions = new AtomicInteger();
    UUID key = Jobs.newId();
    get(store.writers.write(key, endingItsSession(executions, 0), "warm"));
    executions.set(0);
    CompletableFuture<String> write =
        store.writers.write(key, endingItsSession(executions, Integer.MAX_VALUE), "never");
    assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> get(write));
    assertThat(executions).hasValue(2);
  }

  @Test
  void aWakeUpThatMeetsADeadConnectionIsSentByTheNext() throws InterruptedException {
    Database database = PostgresStores.connect(PostgresStores.properties(direct));
    JobNotifier receiver = database.notifier();
    JobNotifier sender = database.notifier();
    try {
      CountDownLatch listening = new CountDownLatch(1);
      CountDownLatch notifications = new CountDownLatch(2); // the first is the beginning
      sender.start(listening::countDown);
      receiver.start(notifications::countDown);
      await().until(() -> notifications.getCount() == 1);
      assertThat(listening.await(10, TimeUnit.SECONDS)).isTrue();
      PostgresServers.execute(
          direct,
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'jobwheel wakeups' AND datname = current_database()
            AND query NOT LIKE 'LISTEN%' AND pid <> pg_backend_pid()
          """);
      sender.jobsQueued();
      assertThat(notifications.await(4, TimeUnit.SECONDS)).isTrue();
    } finally {
      receiver.close();
      sender.close();
    }
  }

  /**
   * Returns a write that ends its own session the first {@code times} times that it is executed.
   */
  private static BatchWrite<String, String> endingItsSession(AtomicInteger executions, int times) {
    return BatchWrite.each(
        WriteKind.OUTPUT,
        (session, item) -> {
          boolean ends = executions.incrementAndGet() <= times;
          String sql = ends ? "SELECT pg_terminate_backend(pg_backend_pid())" : "SELECT 1";
          var _ = session.statement(sql).list(row -> true);
          return item;
        });
  }

  /** Uses each connection: all writers, claims, leases and some readers. */
  private static void assertAllSucceed() {
    UUID node = Jobs.newId();
    store.lease(node);
    List<Job> jobs =
        Stream.generate(Jobs::running)
            .limit(10)
            .map(job -> store.submitRunning(job, node))
            .toList();
    for (Job job : jobs) {
      store.end(job, node, new Outcome.Succeeded(null));
      assertThat(store.read(job).state()).isEqualTo(JobState.SUCCEEDED);
    }
    store.submit(Jobs.queued());
    assertThat(store.claim(node, 1)).hasSize(1);
    assertThat(get(store.leases.renew(node, Duration.ofSeconds(10)))).isTrue();
    store.queries.ping();
  }

  private static void endSessions() {
    PostgresServers.execute(
        direct,
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name LIKE 'jobwheel%' AND datname = current_database()
        """);
  }
}
