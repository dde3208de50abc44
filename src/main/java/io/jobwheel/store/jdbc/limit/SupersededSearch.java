package io.jobwheel.store.jdbc.limit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.job.Blocker;
import io.jobwheel.job.JobLimit;
import io.jobwheel.store.commit.WriterSession;
import io.jobwheel.store.jdbc.row.LimitsColumn;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.sql.BoundStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs that later ones supersede: of the unfinished jobs under a row, the newest stay
 * whose units together are at most its permits, and the newest always. Jobs with a cancellation
 * request do not count, nor do those that wait for the time of their first attempt. A job is found
 * by the first of its limits.
 */
public final class SupersededSearch {

  private static final int CHUNK = 500;

  private static final String RANGE = "limits >= ? AND limits < ?";

  /**
   * The superseded jobs of a row.
   *
   * @param row the limit, and the key if the row is that of a key
   * @param permits the permits of the row
   * @param newest the job that was submitted last; null if there is none
   * @param jobs the jobs to cancel, the newest first
   */
  public record Found(Blocker row, int permits, @Nullable UUID newest, List<UUID> jobs) {}

  private record LimitedJob(UUID id, JobLimit first) {}

  private SupersededSearch() {}

  /**
   * Searches the rows that are due.
   *
   * @param most the maximum number of jobs
   * @return by the ids of the rows; an entry also for a row without superseded jobs, but not for
   *     those that are left to another search
   */
  public static SortedMap<String, Found> ofDue(WriterSession session, int most)
      throws SQLException {
    List<String> ids = JdbcHeldJobs.due(session);
    SortedMap<String, Found> found = new TreeMap<>();
    Map<String, LimitRule> rules =
        LimitRule.read(
            session,
            ids.stream()
                .map(id -> LimitsColumn.readCountId(id).limit())
                .collect(Collectors.toSet()));
    int left = most;
    for (String id : ids) {
      Blocker row = LimitsColumn.readCountId(id);
      LimitRule rule = rules.get(row.limit());
      Integer permits = rule == null ? null : rule.permitsOf(row);
      boolean cancels = rule != null && rule.onLimit() == OnLimit.CANCEL_OLDEST;
      if (cancels && permits != null && left > 0) {
        Found jobs = of(session, id, permits, left);
        found.put(id, jobs);
        left -= jobs.jobs().size();
      }
    }
    return found;
  }

  static Found of(WriterSession session, String id, int permits, int most) throws SQLException {
    Blocker row = LimitsColumn.readCountId(id);
    List<UUID> superseded = new ArrayList<>();
    UUID newest = null;
    long units = 0;
    UUID before = null;
    List<LimitedJob> jobs;
    do {
      jobs = chunk(session, row, before);
      for (LimitedJob job : jobs) {
        before = job.id();
        if (!isUnder(row, job.first())) {
          continue;
        }
        units += job.first().units();
        if (newest == null) {
          newest = job.id();
        } else if (units > permits) {
          superseded.add(job.id());
        }
        if (superseded.size() == most) {
          return new Found(row, permits, newest, superseded);
        }
      }
    } while (jobs.size() == CHUNK);
    return new Found(row, permits, newest, superseded);
  }

  /** A key can begin as another one does, so that the range of its texts has others, too. */
  private static boolean isUnder(Blocker row, JobLimit limit) {
    return limit.name().equals(row.limit()) && (row.key() == null || row.key().equals(limit.key()));
  }

  private static List<LimitedJob> chunk(WriterSession session, Blocker row, @Nullable UUID before)
      throws SQLException {
    String range = row.key() == null ? RANGE + " OR " + RANGE : RANGE;
    // the search by the index comes first, since it finds few jobs
    BoundStatement select =
        session.statement(
            """
            WITH limited AS MATERIALIZED (
              SELECT id, limits FROM job
              WHERE limits IS NOT NULL AND finished_at IS NULL AND (%s)
                AND cancel_requested_at IS NULL AND (state <> 'SCHEDULED' OR fence > 0))
            SELECT id, limits FROM limited %s
            ORDER BY id DESC
            LIMIT %d
            """
                .formatted(range, before == null ? "" : "WHERE id < ?", CHUNK));
    String id = LimitsColumn.countId(row.limit(), row.key());
    select.text(id + " ").text(id + "!"); // the character after the space
    if (row.key() == null) {
      select.text(id + "/").text(id + "0"); // the character after the slash
    }
    if (before != null) {
      select.id(before);
    }
    return select.list(each ->
        new LimitedJob(
            requireNonNull(session.dialect().id(each, 1)),
            LimitsColumn.read(each.getString(2)).getFirst()));
  }
}
