package io.jobwheel.store.setup;

import io.jobwheel.store.Backlog;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.ProgressReports;
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
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;

/** What is read from the store and written to it, one bean for each kind of operation. */
@Configuration(proxyBeanMethods = false)
class JdbcConfiguration {

  private static final Duration PING_LIMIT = Duration.ofSeconds(2);

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
    return queriesBy(reader);
  }

  /** Returns queries on the database of a reader, which is the primary or a standby. */
  static JobQueries queriesBy(StoreReader reader) {
    return new JdbcJobQueries(reader, new StoreProbe(reader::probe, PING_LIMIT));
  }

  @Bean
  AttemptQueries attemptQueries(StoreReader reader) {
    return new JdbcAttemptQueries(reader);
  }

  @Bean
  Backlog backlog(WriterPool writers, StoreReader reader) {
    return new JdbcBacklog(writers, reader);
  }
}
