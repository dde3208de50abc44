package io.jobwheel.store.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.store.PostgresServers;
import io.jobwheel.store.database.StoreStartException;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A database that cannot hold every text stops the start, before it is changed. */
class DatabaseEncodingTest {

  @ParameterizedTest
  @ValueSource(strings = {"LATIN1", "SQL_ASCII", "EUC_JP"})
  void aDatabaseWhoseEncodingIsNotUnicodeIsExplained(String encoding) {
    String any = PostgresServers.newEmptyDatabase();
    String name = any.replaceAll(".*/(test_\\d+).*", "$1");
    PostgresServers.execute(
        any,
        "CREATE DATABASE %s_%s TEMPLATE template0 ENCODING '%s' LOCALE 'C'"
            .formatted(name, encoding, encoding));
    String url = any.replace(name, name + "_" + encoding.toLowerCase(Locale.ROOT));

    StoreStartException failure =
        catchThrowableOfType(
            StoreStartException.class,
            () -> PostgresStores.connect(PostgresStores.properties(url)).close());

    FailureAnalysis analysis = new StoreStartFailureAnalyzer().analyze(failure);
    assertThat(analysis.getDescription()).contains("its encoding is " + encoding);
    assertThat(analysis.getAction()).contains("ENCODING 'UTF8'", "jobwheel.store.url");
    assertThat(PostgresServers.query(url, "SELECT nspname FROM pg_namespace"))
        .doesNotContain("jobwheel");
  }
}
