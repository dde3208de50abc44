package io.jobwheel.store.database.postgres;

import static io.jobwheel.store.commit.TestStore.ended;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.Submission;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.time.Ticker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database and a role whose defaults contradict all settings that the store needs. */
class HostileSettingsTest {

  private static final Map<String, String> OF_THE_DATABASE =
      Map.of(
          "default_transaction_isolation", "'repeatable read'",
          "default_transaction_deferrable", "on",
          "idle_in_transaction_session_timeout", "'1h'",
          "client_encoding", "'LATIN1'",
          "search_path", "nowhere",
          "array_nulls", "off",
          "standard_conforming_strings", "off");

  private static final Map<String, String> OF_THE_ROLE =
      Map.of(
          "default_transaction_read_only", "on",
          "statement_timeout", "'1357ms'",
          "lock_timeout", "'1357ms'",
          "transaction_timeout", "'3s'",
          "idle_session_timeout", "'2s'",
          "timezone", "'Asia/Tokyo'",
          "synchronous_commit", "off",
          "session_replication_role", "replica",
          "plan_cache_mode", "force_generic_plan");

  /** The settings of all connections, except those that a kind of connection overrides. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("default_transaction_isolation", "read committed"),
          Map.entry("default_transaction_read_only", "off"),
          Map.entry("default_transaction_deferrable", "off"),
          Map.entry("transaction_read_only", "off"),
          Map.entry("transaction_timeout", "0"),
          Map.entry("idle_session_timeout", "0"),
          Map.entry("idle_in_transaction_session_timeout", "5s"),
          Map.entry("client_encoding", "UTF8"),
          Map.entry("TimeZone", "UTC"),
          Map.entry("search_path", "jobwheel"),
          Map.entry("array_nulls", "on"),
          Map.entry("standard_conforming_strings", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("session_replication_role", "origin"),
          Map.entry("plan_cache_mode", "force_custom_plan"));

  private static String plain;
  private static StoreProperties properties;
  private static Database database;
  private static TestStore store;

  @BeforeAll
  static void open() {
    plain = PostgresServers.newEmptyDatabase();
    String name = plain.replaceAll(".*/(test_\\d+).*", "$1");
    String role = "hostile_" + name;
    PostgresServers.execute(plain, "CREATE ROLE %s SUPERUSER LOGIN".formatted(role));
    OF_THE_DATABASE.forEach((setting, value) ->
        PostgresServers.execute(
            plain, "ALTER DATABASE %s SET %s = %s".formatted(name, setting, value)));
    OF_THE_ROLE.forEach((setting, value) ->
        PostgresServers.execute(
            plain, "ALTER ROLE %s SET %s = %s".formatted(role, setting, value)));
    String hostile = plain.replace("user=postgres", "user=" + role);
    properties =
        PostgresStores.properties(
            hostile + "&currentSchema=elsewhere&options=-c%20geqo%3Doff&readOnly=true");
    PostgresStores.migrate(properties.url());
    store = PostgresStores.open(properties.url());
    database = PostgresStores.connect(properties);
  }

  @AfterAll
  static void close() {
    store.close();
    database.close();
  }

  @Test
  void everyConnectionHasWhatItReliesOn() throws SQLException {
    PostgresConnections connections =
        new PostgresConnections(PostgresUrl.of(properties.url()), properties, Ticker.system());
    Duration limit = Duration.ofSeconds(10);
    try (Connection other = connections.open("other", limit);
        Connection writer = connections.openWriter("writer", limit);
        var readers = database.readers();
        Connection reader = readers.getConnection()) {
      for (Connection each : List.of(other, writer, reader)) {
        assertThat(settings(each)).containsExactlyInAnyOrderEntriesOf(EXPECTED);
        assertThat(setting(each, "statement_timeout")).isNotEqualTo("1357ms");
        assertThat(setting(each, "lock_timeout")).isNotEqualTo("1357ms");
        assertThat(setting(each, "geqo")).as("what the URL sets besides").isEqualTo("off");
      }
    }
  }

  @Test
  void aMigrationMayIdleInATransaction() throws SQLException {
    FluentConfiguration migration = Flyway.configure();
    database.configure(migration);
    DataSource source = migration.getDataSource();
    assertThat(source).isNotNull();
    try (Connection connection = source.getConnection()) {
      Map<String, String> expected = new TreeMap<>(EXPECTED);
      // the one that holds the lock idles while the other one works
      expected.put("idle_in_transaction_session_timeout", "0");
      assertThat(settings(connection)).containsExactlyInAnyOrderEntriesOf(expected);
      assertThat(setting(connection, "statement_timeout")).isNotEqualTo("1357ms");
      assertThat(setting(connection, "lock_timeout")).isNotEqualTo("1357ms");
    }
  }

  @Test
  void aGroupEndsAlthoughItsLastJobsEndAtTheSameTime() throws SQLException {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    List<Job> jobs = List.of(Jobs.running().in(group).build(), Jobs.running().in(group).build());
    UUID node = Jobs.newId();
    get(store.submissions.submit(new Submission(group, jobs, node)));
    List<CompletableFuture<Recorded>> ends = new ArrayList<>();
    try (Connection holder = DriverManager.getConnection(plain);
        Statement lock = holder.createStatement()) {
      holder.setAutoCommit(false);
      lock.execute("SELECT FROM jobwheel.job_group FOR UPDATE");
      for (Job job : jobs) {
        Outcome outcome = new Outcome.Succeeded(null);
        ends.add(store.outcomes.record(ended(job, node, outcome, Jobs.NOW)));
        awaitWriters(ends.size()); // both have begun: neither sees what the other one does
      }
      holder.commit();
    }
    ends.forEach(end -> assertThat(get(end).accepted()).isTrue());
    assertThat(store.read(group).outcome()).isEqualTo(JobState.SUCCEEDED);
  }

  private static void awaitWriters(int waiting) {
    String count =
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
        """;
    await("writers wait")
        .until(
            () -> PostgresServers.query(plain, count).equals(List.of(Integer.toString(waiting))));
  }

  @Test
  void aValueThatIsNullStaysNull() {
    Job job = store.submit(Jobs.queued());
    assertThat(store.read(job).submitter()).isNull();
    assertThat(store.read(job)).isEqualTo(job);
  }

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    for (String name : EXPECTED.keySet()) {
      settings.put(name, setting(connection, name));
    }
    return settings;
  }

  private static String setting(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + name)) {
      row.next();
      return row.getString(1);
    }
  }
}
