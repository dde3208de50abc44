package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.TcpRelay;
import io.jobwheel.dispatch.Gate;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.store.ForeignLock;
import io.jobwheel.store.PostgresServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The service over HTTP while its PostgreSQL is unreachable, silent, slow, read-only, full, locked
 * or out of connections: a submission gets status 503 and is not stored, a running job continues,
 * and its outcome is written when the database is available again.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestPropertySource(
    properties = {
      "jobwheel.dispatch.write-timeout=" + BadDatabaseEndToEndTest.WRITE_TIMEOUT,
      "jobwheel.dispatch.lease=30s",
      "jobwheel.store.writers=1" // so that one submit that works says that all will
    })
class BadDatabaseEndToEndTest extends EndToEndTestCase {

  static final String WRITE_TIMEOUT = "PT1S";

  private static final String DIRECT = PostgresServers.newEmptyDatabase();
  private static final String DATABASE = URI.create(DIRECT.substring(5)).getPath().substring(1);
  private static final String ROLE = "role_" + DATABASE;
  private static final TcpRelay RELAY = relay();

  private static final int READERS = 4;
  private static final int WRITERS = 1;

  /** A type whose job ends when the test opens its gate. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    Held held() {
      return new Held();
    }
  }

  /** Prints before and after it passes the gate. */
  static final class Held implements JobHandler<Held.Nothing, Object> {

    record Nothing() {}

    volatile Gate gate = new Gate();

    @Override
    public JobType<Nothing> type() {
      return JobType.ioBound("held", "Passes a gate.", Nothing.class);
    }

    @Override
    public Object run(Nothing nothing, JobContext context) {
      context.print("before the gate");
      Object result = gate.pass(context);
      context.print("behind the gate");
      return result;
    }
  }

  private final Set<String> accepted = new HashSet<>();
  @Autowired private Held held;

  private static TcpRelay relay() {
    PostgresServers.execute(DIRECT, "CREATE ROLE " + ROLE + " LOGIN");
    PostgresServers.execute(DIRECT, "GRANT CREATE ON DATABASE " + DATABASE + " TO " + ROLE);
    try {
      return new TcpRelay(URI.create(DIRECT.substring(5)).getPort());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add(
        "test.database",
        () -> "jdbc:postgresql://127.0.0.1:%d/%s".formatted(RELAY.port(), DATABASE));
    properties.add("jobwheel.store.username", () -> ROLE);
  }

  @AfterAll
  static void close() throws IOException {
    RELAY.close();
  }

  @BeforeEach
  void know() {
    held.gate = new Gate();
    accepted.addAll(stored());
  }

  @AfterEach
  void mend() throws InterruptedException {
    held.gate.open();
    execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT -1");
    execute("DROP FUNCTION IF EXISTS jobwheel.read_only CASCADE");
    execute("DROP TRIGGER IF EXISTS no_space ON jobwheel.job");
    RELAY.mend();
    accept(await().until(() -> post(), response -> response.statusCode() == 202));
    assertThat(stored()).isEqualTo(accepted); // rejected submissions are not stored
  }

  @Test
  void away() throws Exception {
    String running = startRunning();
    RELAY.cut();
    held.gate.open();
    assertRefused();
    RELAY.mend();
    assertSucceedsOnce(running);
  }

  @Test
  void silent() throws Exception {
    String running = startRunning();
    RELAY.hold();
    held.gate.open();
    assertThat(Duration.ofNanos(timeOf(this::assertUnavailable))).isLessThan(Duration.ofSeconds(8));
    assertThat(Duration.ofNanos(timeOf(this::assertUnavailable))).isLessThan(Duration.ofSeconds(8));
    RELAY.reset(); // what was on its way is lost with its connections
    RELAY.mend();
    assertSucceedsOnce(running);
  }

  @Test
  void slow() throws Exception {
    RELAY.delay(50);
    String running = startRunning();
    held.gate.open();
    assertSucceedsOnce(running);
  }

  @Test
  void readOnly() throws Exception {
    String running = startRunning();
    // the error of a standby, for every table; a read-only default would not stop the service
    execute(
        """
        CREATE FUNCTION jobwheel.read_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'cannot execute % in a read-only transaction', TG_OP
          USING ERRCODE = '25006'; END $$
        """);
    execute(
        """
        DO $$ DECLARE name text;
        BEGIN
          FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'jobwheel' LOOP
            EXECUTE format('CREATE TRIGGER read_only BEFORE INSERT OR UPDATE OR DELETE'
              ' ON jobwheel.%I EXECUTE FUNCTION jobwheel.read_only()', name);
          END LOOP;
        END $$
        """);
    RELAY.reset();
    held.gate.open();
    assertRefused();
    execute("DROP FUNCTION jobwheel.read_only CASCADE");
    RELAY.reset();
    assertSucceedsOnce(running);
  }

  @Test
  void full() throws Exception {
    String running = startRunning();
    // the error of a server that cannot extend a file
    execute(
        """
        CREATE OR REPLACE FUNCTION jobwheel.no_space() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$
        """);
    execute(
        "CREATE TRIGGER no_space BEFORE INSERT OR UPDATE ON jobwheel.job EXECUTE FUNCTION"
            + " jobwheel.no_space()");
    held.gate.open();
    assertRefused();
    execute("DROP TRIGGER no_space ON jobwheel.job");
    assertSucceedsOnce(running);
  }

  @Test
  void outOfConnections() throws Exception {
    String running = startRunning();
    execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT 0");
    RELAY.reset();
    held.gate.open();
    assertRefused();
    execute("ALTER ROLE " + ROLE + " CONNECTION LIMIT -1");
    assertSucceedsOnce(running);
  }

  @Test
  void lockedRow() throws Exception {
    String running = startRunning();
    try (ForeignLock _ = ForeignLock.row(DIRECT, "job", UUID.fromString(running))) {
      held.gate.open();
      long end = System.nanoTime() + Duration.parse(WRITE_TIMEOUT).multipliedBy(2).toNanos();
      while (System.nanoTime() < end) {
        accept(post());
        Thread.sleep(50);
      }
    }
    assertSucceedsOnce(running);
  }

  @Test
  void lockedTable() throws Exception {
    String running = startRunning();
    try (ForeignLock _ =
        ForeignLock.take(DIRECT, "LOCK TABLE jobwheel.job IN ACCESS EXCLUSIVE MODE")) {
      held.gate.open();
      assertUnavailable();
      assertThat(
              PostgresServers.query(
                  DIRECT,
                  "SELECT pid FROM pg_stat_activity WHERE datname = '%s' AND application_name LIKE 'jobwheel%%'"
                      .formatted(DATABASE)))
          .hasSizeLessThanOrEqualTo(READERS + WRITERS + 4);
    }
    accept(post());
    assertSucceedsOnce(running);
  }

  private static void execute(String sql) {
    PostgresServers.execute(DIRECT, sql);
  }

  /** Returns a running job that ends when the gate is opened. */
  private String startRunning() throws InterruptedException {
    HttpResponse<String> response = api.post("/api/v1/jobs", "{\"type\":\"held\",\"payload\":{}}");
    String id = accept(response);
    assertThat(text(json(response), "/state")).isIn("RUNNING", "QUEUED");
    held.gate.awaitArrivals(1);
    await().until(() -> state(id).equals("RUNNING"));
    return id;
  }

  private String accept(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    String id = text(json(response), "/id");
    accepted.add(id);
    return id;
  }

  private HttpResponse<String> post() {
    return api.post("/api/v1/jobs", countdown("A", "0s"));
  }

  /** The first submission after the fault may still use a closed connection. */
  private void assertRefused() {
    assertUnavailable();
    assertUnavailable();
  }

  private void assertUnavailable() {
    HttpResponse<String> refused = post();
    problem(refused, 503, "store-unavailable");
    assertThat(refused.headers().firstValue("Retry-After"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
  }

  private static long timeOf(Runnable action) {
    long begin = System.nanoTime();
    action.run();
    return System.nanoTime() - begin;
  }

  private void assertSucceedsOnce(String id) throws InterruptedException {
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(state(id)).isEqualTo("SUCCEEDED"));
    JsonNode job = json(api.get("/api/v1/jobs/" + id));
    assertThat(job.path("attempt").asInt()).isEqualTo(1);
    assertThat(job.path("crashes").asInt()).isZero();
  }

  private String state(String id) {
    HttpResponse<String> response = api.get("/api/v1/jobs/" + id);
    return response.statusCode() == 200 ? text(json(response), "/state") : "unknown";
  }

  /** Queries the table directly, not through the relay. */
  private static Set<String> stored() {
    return new HashSet<>(PostgresServers.query(DIRECT, "SELECT id::text FROM jobwheel.job"));
  }
}
