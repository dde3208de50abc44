package io.jobwheel.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the store: the lock first, then the readers' pool, then Spring Boot's migration, then
 * whatever reads or writes. It is closed in the opposite order.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

  @Bean
  SqliteFile storeFile(StoreProperties properties) {
    return SqliteFile.of(properties.url());
  }

  @Bean
  StoreLock storeLock(SqliteFile file, ObjectProvider<InstantSource> clock) {
    return StoreLock.take(file, clock.getIfUnique(InstantSource::system).instant());
  }

  /** The application's data source; it asks for the lock, so nothing opens the file before. */
  @Bean
  HikariDataSource dataSource(SqliteFile file, StoreProperties properties, StoreLock lock) {
    return SqliteConnections.readers(file, properties.readers());
  }

  @Bean
  Dialect storeDialect() {
    return new SqliteDialect();
  }

  @Bean
  StoreMetrics storeMetrics(MeterRegistry registry) {
    return new StoreMetrics(registry);
  }

  @Bean
  OutageLog storeOutages(ObjectProvider<InstantSource> clock) {
    return new OutageLog(clock.getIfUnique(InstantSource::system));
  }

  @Bean
  @DependsOnDatabaseInitialization
  GroupCommit groupCommit(
      SqliteFile file,
      Dialect dialect,
      StoreProperties properties,
      StoreMetrics metrics,
      OutageLog outages,
      StoreLock lock) {
    return new GroupCommit(
        new WriterSession(SqliteConnections.writer(file), dialect),
        new GroupCommit.Limits(
            properties.maxBatch(), properties.maxWaitingWrites(), properties.closeTimeout()),
        metrics,
        outages);
  }

  @Bean
  @DependsOnDatabaseInitialization
  Reads storeReads(DataSource readers, Dialect dialect) {
    return new Reads(readers, dialect);
  }

  @Bean
  JobSubmissions jobSubmissions(GroupCommit commits) {
    return new JdbcJobSubmissions(commits);
  }

  @Bean
  JobClaims jobClaims(GroupCommit commits, Reads reads) {
    return new JdbcJobClaims(commits, reads);
  }

  @Bean
  JobOutcomes jobOutcomes(GroupCommit commits, StoreMetrics metrics) {
    return new JdbcJobOutcomes(commits, metrics);
  }

  @Bean
  JobCancels jobCancels(GroupCommit commits) {
    return new JdbcJobCancels(commits);
  }

  @Bean
  JobOutputs jobOutputs(GroupCommit commits, Reads reads) {
    return new JdbcJobOutputs(commits, reads);
  }

  @Bean
  NodeLeases nodeLeases(GroupCommit commits, StoreMetrics metrics) {
    return new JdbcNodeLeases(commits, metrics);
  }

  @Bean
  JobQueries jobQueries(Reads reads) {
    return new JdbcJobQueries(reads, new Ping(reads::probe, PING_LIMIT));
  }

  @Bean
  StoreHealth storeHealthIndicator(JobQueries queries, OutageLog outages) {
    return new StoreHealth(queries, outages);
  }
}
