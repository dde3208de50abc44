package io.jobwheel.store.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.JobFilters;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.database.StoreUrlException;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.replica.Replica;
import io.jobwheel.store.replica.ReplicaLists;
import io.jobwheel.store.replica.ReplicaMetrics;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists from a real standby, which lags or goes. */
@Timeout(60)
class PostgresStandbyTest {

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private PostgresServers.Pair servers;
  private TestStore store;

  @BeforeEach
  void start() {
    servers = PostgresServers.startPair(folder);
    PostgresStores.migrate(primaryUrl());
    store = PostgresStores.open(primaryUrl());
  }

  @AfterEach
  void stop() throws Exception {
    store.close();
    servers.close();
  }

  @Test
  void listsAreReadFromTheStandbyAndFromThePrimaryWhenItIsGone() throws Exception {
    Job old = store.submit(Jobs.queued());
    try (PostgresStandby standby = open(LONG)) {
      JobLists lists = lists(standby);
      await().until(() -> standby.replica().lag().isPresent());
      await().until(() -> ids(lists).equals(List.of(old.id())));
      PostgresServers.execute(standbyUrl(), "SELECT pg_wal_replay_pause()");
      await()
          .until(() ->
              PostgresServers.query(standbyUrl(), "SELECT pg_get_wal_replay_pause_state()")
                  .equals(List.of("paused")));
      Job young = store.submit(Jobs.queued());
      assertThat(ids(lists)).containsExactly(old.id()); // so the standby was read
      assertThat(reads("standby")).isPositive();
      double before = reads("primary");
      servers.standby().close();
      assertThat(ids(lists)).containsExactlyInAnyOrder(young.id(), old.id());
      assertThat(reads("primary")).isEqualTo(before + 1);
    }
  }

  @Test
  void aStandbyWhoseDataIsTooOldIsNotRead() {
    try (PostgresStandby standby = open(Duration.ofMillis(100))) {
      Job first = store.submit(Jobs.queued());
      await().until(() -> standby.replica().lag().isPresent());
      // what follows is on the primary only
      PostgresServers.execute(standbyUrl(), "SELECT pg_wal_replay_pause()");
      Job second = store.submit(Jobs.queued());
      await()
          .until(() -> standby.replica().lag().filter(lag -> lag.toMillis() > 2_000).isPresent());
      assertThat(ids(lists(standby))).containsExactlyInAnyOrder(second.id(), first.id());
      assertThat(reads("standby")).isZero();
    }
  }

  @Test
  void aServerThatIsNoStandbyIsNotRead() {
    AtomicInteger asked = new AtomicInteger();
    try (Replica replica =
        Replica.start(
            () -> {
              asked.incrementAndGet();
              return DriverManager.getConnection(primaryUrl());
            },
            LONG,
            Ticker.system())) {
      await().until(() -> asked.get() >= 2); // so the first has been answered
      assertThat(replica.lag()).isEmpty();
    }
  }

  @Test
  void aFileHasNoStandby() {
    StoreProperties file =
        new StoreProperties(
            "jdbc:sqlite:x.db", standbyUrl(), LONG, null, null, "s", 1, 1, 1, 1, Duration.ZERO);
    assertThatExceptionOfType(StoreUrlException.class)
        .isThrownBy(() -> PostgresStandby.open(file, Ticker.system()).close())
        .withMessageContaining("the store is a file");
  }

  private PostgresStandby open(Duration maxLag) {
    return PostgresStandby.open(properties(standbyUrl(), maxLag), Ticker.system());
  }

  private StoreProperties properties(String readUrl, Duration maxLag) {
    return new StoreProperties(
        primaryUrl(),
        readUrl,
        maxLag,
        null,
        null,
        "jobwheel",
        2,
        1,
        100,
        100,
        Duration.ofSeconds(1));
  }

  private String primaryUrl() {
    return PostgresServers.url(servers.primary().getPort(), "postgres");
  }

  private String standbyUrl() {
    return PostgresServers.url(servers.standby().getPort(), "postgres");
  }

  private JobLists lists(PostgresStandby standby) {
    return new ReplicaLists(
        standby.replica(),
        new JdbcJobQueries(standby.reader(), new StoreProbe(() -> {}, Duration.ofSeconds(1))),
        store.queries,
        new ReplicaMetrics(standby.replica()::lag, registry));
  }

  private static List<UUID> ids(JobLists lists) {
    return lists
        .list(JobFilters.of().limit(10), TextSelection.NONE, ReadMeter.NONE)
        .items()
        .stream()
        .map(view -> view.job().id())
        .toList();
  }

  private double reads(String server) {
    return registry.get("jobwheel.store.replica.reads").tag("server", server).counter().count();
  }
}
