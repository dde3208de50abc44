package io.jobwheel.store.jdbc;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.row.JobRow;
import io.jobwheel.store.sql.BoundStatement;
import io.jobwheel.store.sql.IdList;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Follows up on the ends of jobs within their transaction: ends their groups, and inserts the
 * deliveries of both. Each transaction that ends jobs uses one {@link Endings}.
 */
public final class JobEndings {

  private final Supplier<DeliveryPlanner> planner;
  private final Permits permits;

  /**
   * Creates the follow-ups.
   *
   * @param planner returns the planner of deliveries; called for each transaction that ends jobs
   */
  public JobEndings(Supplier<DeliveryPlanner> planner, Permits permits) {
    this.planner = planner;
    this.permits = permits;
  }

  /** Returns the counting of permits, which each write tells that ends jobs with limits. */
  public Permits permits() {
    return permits;
  }

  /** Returns the endings of one transaction, which has not ended any job yet. */
  Endings begin() {
    return new Endings(planner.get());
  }

  /** The jobs that end in one transaction. Call {@link #finish} after the last of them. */
  static final class Endings {

    private final DeliveryPlanner planner;
    private final GroupCompletion groups = new GroupCompletion();
    private final List<UUID> withDeliveries = new ArrayList<>();

    private Endings(DeliveryPlanner planner) {
      this.planner = planner;
    }

    /** Adds a job that this transaction ended. */
    void jobEnded(Job job, JobState state, Instant at) {
      groups.jobEnded(job.groupId(), at);
      if (planner.concerns(job, state)) {
        withDeliveries.add(job.id());
      }
    }

    /** Adds a group whose condition may be met for another reason than an end of a job. */
    void check(UUID groupId, Instant at) {
      groups.jobEnded(groupId, at);
    }

    /** Adds a job that an earlier transaction ended, with its deliveries. */
    void jobHadEnded(Job job, Instant at) {
      groups.jobEnded(job.groupId(), at);
    }

    /** Ends the groups whose condition is met, inserts the deliveries, and returns these groups. */
    Map<UUID, JobGroup> finish(WriterSession session) throws SQLException {
      Map<UUID, JobGroup> ended = groups.end(session);
      List<Job> deliveries = new ArrayList<>();
      for (Job job : read(session, withDeliveries)) {
        deliveries.addAll(planner.deliveriesOf(job));
      }
      for (JobGroup group : ended.values()) {
        deliveries.addAll(planner.deliveriesOf(group));
      }
      if (!deliveries.isEmpty()) {
        new JobInserts(session).addAll(deliveries, null).run();
        List<Job> stored = List.copyOf(deliveries);
        session.afterCommit(() -> planner.stored(stored));
      }
      return ended;
    }

    private static List<Job> read(WriterSession session, List<UUID> jobs) throws SQLException {
      List<Job> read = new ArrayList<>(jobs.size());
      for (IdList ids : IdList.ordered(jobs)) {
        BoundStatement select =
            session.statement(
                "SELECT %s FROM job WHERE id IN (%s)"
                    .formatted(JobRow.BRIEF_COLUMNS, ids.placeholders()));
        ids.bind(select);
        read.addAll(select.list(JobRow.reader(session.dialect())));
      }
      return read;
    }
  }
}
