package io.jobwheel.store.database;

import com.zaxxer.hikari.HikariDataSource;
import io.jobwheel.configuration.StartCheck;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.JobNotifier;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.commit.GroupCommit;
import io.jobwheel.store.commit.OutageLog;
import io.jobwheel.store.commit.StoreMetrics;
import io.jobwheel.store.commit.WriterPool;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.jdbc.JdbcBacklog;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys;
import io.jobwheel.store.jdbc.JdbcJobCancellations;
import io.jobwheel.store.jdbc.JdbcJobClaims;
import io.jobwheel.store.jdbc.JdbcJobDeadlines;
import io.jobwheel.store.jdbc.JdbcJobDeletions;
import io.jobwheel.store.jdbc.JdbcJobOutcomes;
import io.jobwheel.store.jdbc.JdbcJobOutputs;
import io.jobwheel.store.jdbc.JdbcJobRedrives;
import io.jobwheel.store.jdbc.JdbcJobRetention;
import io.jobwheel.store.jdbc.JdbcJobSubmissions;
import io.jobwheel.store.jdbc.JdbcNodeLeases;
import io.jobwheel.store.jdbc.JdbcOpenGroups;
import io.jobwheel.store.jdbc.JdbcPauses;
import io.jobwheel.store.jdbc.JdbcProgressReports;
import io.jobwheel.store.jdbc.JdbcSupersededJobs;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.comparison.JdbcComparisons;
import io.jobwheel.store.jdbc.fairness.JdbcFairQueues;
import io.jobwheel.store.jdbc.limit.JdbcHeldJobs;
import io.jobwheel.store.jdbc.limit.JdbcLimitPauses;
import io.jobwheel.store.jdbc.limit.JdbcLimits;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.operation.JdbcOperations;
import io.jobwheel.store.jdbc.query.JdbcAttemptQueries;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.jdbc.query.JdbcNodeQueries;
import io.jobwheel.store.jdbc.schedule.JdbcSchedules;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.LimitPauses;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.SupersededJobs;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.replica.ReplicaLists;
import io.jobwheel.store.replica.ReplicaMetrics;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.sql.Dialect;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/**
 * Opens the store: first the database, then the readers' pool, Spring Boot's migration, and the
 * beans that read or write. It is closed in the opposite order.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

  /** Opens the database after all checks that can prevent the start. */
  @Bean
  Database storeDatabase(
      StoreProperties properties,
      InstantSource clock,
      Ticker ticker,
      ObjectProvider<StartCheck> checks) {
    checks.forEach(StartCheck::check);
    return Database.open(properties, clock, ticker);
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

  /** Looks the listener up once, when the first permit is counted: it needs the store. */
  @Bean
  Permits permits(ObjectProvider<LimitListener> listener) {
    return new Permits(
        SingletonSupplier.of(() -> listener.getIfAvailable(() -> LimitListener.NONE)));
  }

  @Bean
  SupersededJobs supersededJobs(WriterPool writers, JobEndings endings) {
    return new JdbcSupersededJobs(writers, endings);
  }

  @Bean
  LimitPauses limitPauses(WriterPool writers, Permits permits) {
    return new JdbcLimitPauses(writers, permits);
  }

  @Bean
  HeldJobs heldJobs(WriterPool writers, StoreReader reader, Permits permits) {
    return new JdbcHeldJobs(writers, reader, permits);
  }

  @Bean
  JobEndings jobEndings(ObjectProvider<DeliveryPlanner> planner, Permits permits) {
    return new JobEndings(plannerOnce(planner), permits);
  }

  /** Looks the planner up once, when the first job ends: it needs beans that need the store. */
  static Supplier<DeliveryPlanner> plannerOnce(ObjectProvider<DeliveryPlanner> planner) {
    return SingletonSupplier.of(() -> planner.getIfAvailable(() -> DeliveryPlanner.NONE));
  }

  @Bean
  JobSubmissions jobSubmissions(WriterPool writers, Permits permits) {
    return new JdbcJobSubmissions(writers, permits);
  }

  @Bean
  JobClaims jobClaims(WriterPool writers, StoreReader reader, Permits permits) {
    return new JdbcJobClaims(writers, reader, permits);
  }

  @Bean
  JobOutcomes jobOutcomes(WriterPool writers, StoreMetrics metrics, JobEndings endings) {
    return new JdbcJobOutcomes(writers, metrics, endings);
  }

  @Bean
  OpenGroups openGroups(WriterPool writers, StoreReader reader, JobEndings endings) {
    return new JdbcOpenGroups(writers, reader, endings);
  }

  @Bean
  JobCancellations jobCancellations(WriterPool writers, JobEndings endings) {
    return new JdbcJobCancellations(writers, endings);
  }

  @Bean
  JobDeadlines jobDeadlines(WriterPool writers, StoreReader reader, JobEndings endings) {
    return new JdbcJobDeadlines(writers, reader, endings);
  }

  @Bean
  JobRedrives jobRedrives(WriterPool writers, Permits permits) {
    return new JdbcJobRedrives(writers, permits);
  }

  @Bean
  JobDeletions jobDeletions(WriterPool writers) {
    return new JdbcJobDeletions(writers);
  }

  @Bean
  Operations operations(WriterPool writers, StoreReader reader, JobEndings endings) {
    return new JdbcOperations(writers, reader, endings);
  }

  @Bean
  Comparisons comparisons(WriterPool writers, StoreReader reader) {
    return new JdbcComparisons(writers, reader);
  }

  @Bean
  Schedules schedules(WriterPool writers, StoreReader reader, JobEndings endings) {
    return new JdbcSchedules(writers, reader, endings);
  }

  @Bean
  Limits limits(WriterPool writers, StoreReader reader, Permits permits) {
    return new JdbcLimits(writers, reader, permits);
  }

  @Bean
  JobOutputs jobOutputs(WriterPool writers, StoreReader reader) {
    return new JdbcJobOutputs(writers, reader);
  }

  @Bean
  ProgressReports progressReports(WriterPool writers, StoreReader reader) {
    return new JdbcProgressReports(writers, reader);
  }

  @Bean
  IdempotencyKeys idempotencyKeys(WriterPool writers, StoreReader reader) {
    return new JdbcIdempotencyKeys(writers, reader);
  }

  @Bean
  Pauses pauses(WriterPool writers, StoreReader reader) {
    return new JdbcPauses(writers, reader);
  }

  @Bean
  FairQueues fairQueues(WriterPool writers, StoreReader reader) {
    return new JdbcFairQueues(writers, reader);
  }

  @Bean
  JobRetention jobRetention(WriterPool writers, StoreReader reader) {
    return new JdbcJobRetention(writers, reader);
  }

  @Bean
  NodeLeases nodeLeases(WriterPool writers, StoreMetrics metrics, JobEndings endings) {
    return new JdbcNodeLeases(writers, metrics, endings);
  }

  @Bean
  NodeQueries nodeQueries(StoreReader reader) {
    return new JdbcNodeQueries(reader);
  }

  @Bean
  JobQueries jobQueries(StoreReader reader) {
    return new JdbcJobQueries(reader, new StoreProbe(reader::probe, PING_LIMIT));
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
        new JdbcJobQueries(reader, new StoreProbe(reader::probe, PING_LIMIT)),
        queries,
        new ReplicaMetrics(available.replica()::lag, registry));
  }

  @Bean
  AttemptQueries attemptQueries(StoreReader reader) {
    return new JdbcAttemptQueries(reader);
  }

  @Bean
  Backlog backlog(WriterPool writers, StoreReader reader) {
    return new JdbcBacklog(writers, reader);
  }

  @Bean
  StoreHealth storeHealthIndicator(
      JobQueries queries, Database database, OutageLog outages, InstantSource clock) {
    return new StoreHealth(queries, database.gate(), outages, clock);
  }
}
