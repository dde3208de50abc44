package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.configuration.StartCheck;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.NodeQueries;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.jdbc.JdbcBacklog;
import io.jobwheel.store.jdbc.JdbcJobCancellations;
import io.jobwheel.store.jdbc.JdbcJobClaims;
import io.jobwheel.store.jdbc.JdbcJobOutcomes;
import io.jobwheel.store.jdbc.JdbcJobOutputs;
import io.jobwheel.store.jdbc.JdbcJobQueries;
import io.jobwheel.store.jdbc.JdbcJobRetention;
import io.jobwheel.store.jdbc.JdbcJobSubmissions;
import io.jobwheel.store.jdbc.JdbcNodeLeases;
import io.jobwheel.store.jdbc.JdbcNodeQueries;
import io.jobwheel.store.jdbc.JdbcOpenGroups;
import io.jobwheel.store.jdbc.JdbcProgressReports;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
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
  WriterPool storeWriters(
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
  JobNotifier storeWakeups(Database database) {
    return database.wakeups();
  }

  @Bean
  @DependsOnDatabaseInitialization
  StoreReader storeReads(DataSource readers, Dialect dialect) {
    return new StoreReader(readers, dialect);
  }

  @Bean
  JobSubmissions jobSubmissions(WriterPool writers) {
    return new JdbcJobSubmissions(writers);
  }

  @Bean
  JobClaims jobClaims(WriterPool writers, StoreReader reads) {
    return new JdbcJobClaims(writers, reads);
  }

  @Bean
  JobOutcomes jobOutcomes(WriterPool writers, StoreMetrics metrics) {
    return new JdbcJobOutcomes(writers, metrics);
  }

  @Bean
  OpenGroups openGroups(WriterPool writers, StoreReader reads) {
    return new JdbcOpenGroups(writers, reads);
  }

  @Bean
  JobCancellations jobCancels(WriterPool writers) {
    return new JdbcJobCancellations(writers);
  }

  @Bean
  JobOutputs jobOutputs(WriterPool writers, StoreReader reads) {
    return new JdbcJobOutputs(writers, reads);
  }

  @Bean
  ProgressReports progressReports(WriterPool writers, StoreReader reads) {
    return new JdbcProgressReports(writers, reads);
  }

  @Bean
  JobRetention jobRetention(WriterPool writers, StoreReader reads) {
    return new JdbcJobRetention(writers, reads);
  }

  @Bean
  NodeLeases nodeLeases(WriterPool writers, StoreMetrics metrics) {
    return new JdbcNodeLeases(writers, metrics);
  }

  @Bean
  NodeQueries nodeQueries(StoreReader reads) {
    return new JdbcNodeQueries(reads);
  }

  @Bean
  JobQueries jobQueries(StoreReader reads) {
    return new JdbcJobQueries(reads, new StoreProbe(reads::probe, PING_LIMIT));
  }

  @Bean
  Backlog backlog(WriterPool writers, StoreReader reads) {
    return new JdbcBacklog(writers, reads);
  }

  @Bean
  StoreHealth storeHealthIndicator(
      JobQueries queries, Database database, OutageLog outages, InstantSource clock) {
    return new StoreHealth(queries, database.gate(), outages, clock);
  }
}
