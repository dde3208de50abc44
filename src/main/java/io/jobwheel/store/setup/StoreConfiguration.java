package io.jobwheel.store.setup;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.configuration.StartCheck;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.database.StoreProperties;
import io.jobwheel.store.database.postgres.PostgresDatabase;
import io.jobwheel.store.database.postgres.PostgresStandby;
import io.jobwheel.store.database.postgres.PostgresUrl;
import io.jobwheel.store.database.sqlite.SqliteDatabase;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.replica.ReplicaLists;
import io.jobwheel.store.replica.ReplicaMetrics;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the store: first the database, then the readers' pool, Spring Boot's migration, and the
 * beans that read or write ({@link JdbcConfiguration}). It is closed in the opposite order.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

  /** Opens the database after all checks that can prevent the start. */
  @Bean
  Database storeDatabase(
      StoreProperties properties,
      InstantSource clock,
      Ticker ticker,
      ObjectProvider<StartCheck> checks) {
    checks.forEach(StartCheck::check);
    return properties.url().startsWith(PostgresUrl.PREFIX)
        ? PostgresDatabase.connect(properties, clock, ticker)
        : SqliteDatabase.open(properties, clock, ticker);
  }

  /** Returns the data source of the application. */
  @Bean
  HikariDataSource dataSource(Database database) {
    return database.readers();
  }

  @Bean
  FlywayConfigurationCustomizer storeMigration(Database database) {
    return migration -> {
      database.configure(migration);
      // by default, a schema newer than the program is accepted
      migration.ignoreMigrationPatterns(new ValidatePattern[0]);
    };
  }

  @Bean
  Dialect storeDialect(Database database) {
    return database.dialect();
  }

  @Bean
  StoreMetrics storeMetrics(MeterRegistry registry, Ticker ticker) {
    return new StoreMetrics(registry, ticker);
  }

  @Bean
  DatabaseMetrics databaseMetrics(Database database) {
    return new DatabaseMetrics(database);
  }

  @Bean
  OutageLog storeOutages(InstantSource clock) {
    return new OutageLog(clock);
  }

  @Bean
  @DependsOnDatabaseInitialization
  WriterPool storeWriters(
      Database database,
      StoreProperties properties,
      StoreMetrics metrics,
      OutageLog outages,
      Ticker ticker) {
    GroupCommit.WriteLimits limits =
        new GroupCommit.WriteLimits(
            properties.maxBatch(), properties.maxWaitingWrites(), properties.closeTimeout());
    return database.writers(
        (name, sessions) -> new GroupCommit(name, sessions, limits, metrics, outages, ticker),
        metrics);
  }

  @Bean
  @DependsOnDatabaseInitialization
  JobNotifier storeNotifier(Database database) {
    return database.notifier();
  }

  @Bean
  @DependsOnDatabaseInitialization
  StoreReader storeReader(DataSource readers, Dialect dialect) {
    return new StoreReader(readers, dialect);
  }

  /** Opens the standby, if there is one. */
  @Bean
  @ConditionalOnProperty("jobwheel.store.read-url")
  PostgresStandby storeStandby(StoreProperties properties, Ticker ticker) {
    return PostgresStandby.open(properties, ticker);
  }

  /** Returns the lists that the API shows, which no decision depends on. */
  @Bean(name = JobLists.SHOWN, defaultCandidate = false)
  JobLists shownLists(
      JobQueries queries, ObjectProvider<PostgresStandby> standby, MeterRegistry registry) {
    PostgresStandby available = standby.getIfAvailable();
    if (available == null) {
      var _ = new ReplicaMetrics(() -> Optional.of(Duration.ZERO), registry);
      return queries;
    }
    StoreReader reader = available.reader();
    return new ReplicaLists(
        available.replica(),
        JdbcConfiguration.queriesBy(reader),
        queries,
        new ReplicaMetrics(available.replica()::lag, registry));
  }

  @Bean
  StoreHealth storeHealthIndicator(
      JobQueries queries, Database database, OutageLog outages, InstantSource clock) {
    return new StoreHealth(queries, database.gate(), outages, clock);
  }
}
