package io.jobwheel.store.replica;

import io.jobwheel.job.JobGroup;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists from a standby, or from the primary if the standby fails or its data is too old.
 * Thread-safe.
 */
public final class ReplicaLists implements JobLists {

  private static final Logger log = LoggerFactory.getLogger(ReplicaLists.class);

  private static final Set<String> CANCELLED = Set.of("57014", "40001");

  private final Replica replica;
  private final JobLists standby;
  private final JobLists primary;
  private final ReplicaMetrics metrics;

  public ReplicaLists(Replica replica, JobLists standby, JobLists primary, ReplicaMetrics metrics) {
    this.replica = replica;
    this.standby = standby;
    this.primary = primary;
    this.metrics = metrics;
  }

  /** {@inheritDoc} */
  @Override
  public Page<JobView> list(PageQuery<JobFilter> query, TextSelection texts, ReadMeter meter) {
    return read(lists -> lists.list(query, texts, meter));
  }

  /** {@inheritDoc} */
  @Override
  public Page<JobGroup> listGroups(PageQuery<GroupFilter> query) {
    return read(lists -> lists.listGroups(query));
  }

  /** The query took too long, or kept the standby from replaying changes; others may succeed. */
  private static boolean wasCancelled(StoreUnavailableException failure) {
    return failure.getCause() instanceof SQLException cause
        && cause.getSQLState() != null
        && CANCELLED.contains(cause.getSQLState());
  }

  private <T> Page<T> read(Function<JobLists, Page<T>> query) {
    if (replica.isUsable()) {
      try {
        Page<T> page = query.apply(standby);
        metrics.readFromStandby();
        return page;
      } catch (StoreUnavailableException e) {
        log.debug("A list could not be read from the standby ({})", e.getMessage());
        if (!wasCancelled(e)) {
          replica.failed();
        }
      }
    }
    metrics.readFromPrimary();
    return query.apply(primary);
  }
}
