package io.jobwheel.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.commit.TestStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses with several servers, and servers that are standbys. */
class SeveralHostsTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://a/db, false",
    "'jdbc:postgresql://a:5432/db?options=1,2', false",
    "jdbc:postgresql:db, false",
    "'jdbc:postgresql://a,b/db', true",
    "'jdbc:postgresql://a:5432,b:5433/db?targetServerType=any', true",
    "'jdbc:postgresql://[::1]:5432,[::2]:5432/', true"
  })
  void countsHosts(String url, boolean several) {
    assertThat(PostgresUrl.of(url).hasSeveralHosts()).isEqualTo(several);
  }

  @Test
  void theStoreIsThatOfThePrimary() throws IOException {
    try (EmbeddedPostgres standby = PostgresServers.startStandby(folder.resolve("standby"));
        EmbeddedPostgres primary = PostgresServers.start()) {
      String url =
          "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/postgres?user=postgres"
              .formatted(standby.getPort(), primary.getPort());
      PostgresStores.migrate(url);
      try (TestStore store = PostgresStores.open(url)) {
        Job job = store.submit(Jobs.queued());
        assertThat(store.read(job)).isEqualTo(job);
      }
    }
  }

  @Test
  void aStandbyIsNotRead() throws IOException {
    try (EmbeddedPostgres standby = PostgresServers.startStandby(folder.resolve("standby"))) {
      String url = PostgresServers.url(standby.getPort(), "postgres");
      PostgresConnections connections =
          new PostgresConnections(PostgresUrl.of(url), PostgresStores.properties(url));
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> connections.open("test", LIMIT).close())
          .withMessageContaining("is a standby");
    }
  }
}
