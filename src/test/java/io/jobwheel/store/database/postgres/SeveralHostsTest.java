package io.jobwheel.store.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.time.Ticker;
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
  @CsvSource(
      delimiter = ' ',
      value = {
        "jdbc:postgresql://a/db a",
        "jdbc:postgresql://a:5432/db?options=1,2 a:5432",
        "jdbc:postgresql://a,b/db a;b",
        "jdbc:postgresql://a:5432,b:5433/db?ssl=true&x=/y a:5432;b:5433",
        "jdbc:postgresql://[::1]:5432,[::2]:5432/ [::1]:5432;[::2]:5432"
      })
  void namesItsHosts(String url, String hosts) {
    assertThat(String.join(";", PostgresUrl.of(url).hosts())).isEqualTo(hosts);
  }

  @Test
  void anAddressOfOneHostKeepsTheRest() {
    PostgresUrl url = PostgresUrl.of("jdbc:postgresql://a:5432,b/db?ssl=true&x=/y");
    assertThat(url.at("b")).isEqualTo("jdbc:postgresql://b/db?ssl=true&x=/y");
    assertThat(PostgresUrl.of("jdbc:postgresql:db?user=a").hosts()).containsExactly("");
    assertThat(PostgresUrl.of("jdbc:postgresql:db?user=a").at(""))
        .isEqualTo("jdbc:postgresql:db?user=a");
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
          new PostgresConnections(
              PostgresUrl.of(url), PostgresStores.properties(url), Ticker.system());
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> connections.open("test", LIMIT).close())
          .withMessageContaining("is a standby");
    }
  }
}
