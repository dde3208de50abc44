package io.jobwheel.store;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.time.Ticker;
import io.jobwheel.configuration.StartCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the store: the database first, then the readers' pool, then Spring Boot's migration, then
 * whatever reads or writes. It is closed in the opposite order.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

  /** Opens the database once everything that can stop the start has been checked. */
  @Bean
  Database storeDatabase(
      StoreProperties properties,
      InstantSource clock,
      Ticker ticker,
      ObjectProvider<StartCheck> checks) {
    checks.forEach(StartCheck::check);
    return Database.open(properties, clock, ticker);
  }

  /** The application's data source. */
  @Bean
  HikariDataSource dataSource(Database database) {
    return database.readers();
  }

  @Bean
  FlywayConfigurationCustomizer storeMigration(Database database) {
    return migration -> {
      database.configure(migration);
      // by default a schema that is newer than the program would pass
      migration.ignoreMigrationPatterns(new ValidatePattern[0]);
    };
  }

  @Bean
  Dialect storeDialect(Database database) {
    return database.dialect();
  }

  @Bean
  StoreMetrics storeMetrics(MeterRegistry registry) {
    return new StoreMetrics(registry);
  }

  @Bean
  OutageLog storeOutages(InstantSource clock) {
    return new OutageLog(clock);
  }

  @Bean
  @DependsOnDatabaseInitialization
  Writers storeWriters(
      Database database,
      StoreProperties properties,
      StoreMetrics metrics,
      OutageLog outages,
      Ticker ticker) {
    GroupCommit.Limits limits =
        new GroupCommit.Limits(
            properties.maxBatch(), properties.maxWaitingWrites(), properties.closeTimeout());
    return database.writers(
        (name, session) -> new GroupCommit(name, session, limits, metrics, outages, ticker),
        metrics);
  }

  @Bean
  @DependsOnDatabaseInitialization
  Wakeups storeWakeups(Database database) {
    return database.wakeups();
  }

  @Bean
  @DependsOnDatabaseInitialization
  Reads storeReads(DataSource readers, Dialect dialect) {
    return new Reads(readers, dialect);
  }

  @Bean
  JobSubmissions jobSubmissions(Writers writers) {
    return new JdbcJobSubmissions(writers);
  }

  @Bean
  JobClaims jobClaims(Writers writers, Reads reads) {
    return new JdbcJobClaims(writers, reads);
  }

  @Bean
  JobOutcomes jobOutcomes(Writers writers, StoreMetrics metrics) {
    return new JdbcJobOutcomes(writers, metrics);
  }

  @Bean
  OpenGroups openGroups(Writers writers, Reads reads) {
    return new JdbcOpenGroups(writers, reads);
  }

  @Bean
  JobCancels jobCancels(Writers writers) {
    return new JdbcJobCancels(writers);
  }

  @Bean
  JobOutputs jobOutputs(Writers writers, Reads reads) {
    return new JdbcJobOutputs(writers, reads);
  }

  @Bean
  ProgressReports progressReports(Writers writers, Reads reads) {
    return new JdbcProgressReports(writers, reads);
  }

  @Bean
  JobRetention jobRetention(Writers writers, Reads reads) {
    return new JdbcJobRetention(writers, reads);
  }

  @Bean
  NodeLeases nodeLeases(Writers writers, StoreMetrics metrics) {
    return new JdbcNodeLeases(writers, metrics);
  }

  @Bean
  NodeQueries nodeQueries(Reads reads) {
    return new JdbcNodeQueries(reads);
  }

  @Bean
  JobQueries jobQueries(Reads reads) {
    return new JdbcJobQueries(reads, new Ping(reads::probe, PING_LIMIT));
  }

  @Bean
  Backlog backlog(Writers writers, Reads reads) {
    return new JdbcBacklog(writers, reads);
  }

  @Bean
  StoreHealth storeHealthIndicator(
      JobQueries queries, Database database, OutageLog outages, InstantSource clock) {
    return new StoreHealth(queries, database.gate(), outages, clock);
  }
}
