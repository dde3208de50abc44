package io.jobwheel.dispatch.outcome;

import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.ProgressReports.ProgressReport;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands reports of progress to the registry, of each job as many as it takes: two may be on their
 * way, so that the last one of an attempt stands in the line before its outcome; of those that come
 * meanwhile the newest waits. A report that cannot be kept is lost, and nobody fails of it. Safe
 * from any thread; never blocks.
 */
final class ProgressCoalescer {

  private static final Logger log = LoggerFactory.getLogger(ProgressCoalescer.class);

  private static final int MOST_ON_THEIR_WAY = 2;

  private static final class Line {
    int onTheirWay;
    @Nullable ProgressReport newest;
  }

  private final ProgressReports reports;
  private final int maxJobs;

  // guarded by this: a line for each job that has reports on their way
  private final Map<UUID, Line> lines = new HashMap<>();

  /** Makes one that drops the reports of other jobs while so many have some on their way. */
  ProgressCoalescer(ProgressReports reports, int maxJobs) {
    this.reports = reports;
    this.maxJobs = maxJobs;
  }

  void report(ProgressReport report) {
    if (begin(report)) {
      send(report);
    }
  }

  private void send(ProgressReport report) {
    var _ =
        reports
            .record(report)
            .whenComplete((done, error) -> {
              if (error != null) {
                log.debug("job {} - lost a progress ({})", report.jobId(), error.toString());
              }
              ProgressReport next = ended(report.jobId());
              if (next != null) {
                send(next);
              }
            });
  }

  /** Whether it goes at once; else it waits, or is dropped. */
  private synchronized boolean begin(ProgressReport report) {
    Line line = lines.get(report.jobId());
    if (line == null) {
      if (lines.size() >= maxJobs) {
        return false;
      }
      line = new Line();
      lines.put(report.jobId(), line);
    }
    if (line.onTheirWay == MOST_ON_THEIR_WAY) {
      line.newest = report;
      return false;
    }
    line.onTheirWay++;
    return true;
  }

  /** One has arrived or is lost; the one that goes now in its place, if any waits. */
  private synchronized @Nullable ProgressReport ended(UUID jobId) {
    Line line = lines.get(jobId);
    if (line == null) {
      throw new IllegalStateException("No report of job %s was on its way".formatted(jobId));
    }
    ProgressReport next = line.newest;
    line.newest = null;
    if (next == null && --line.onTheirWay == 0) {
      lines.remove(jobId);
    }
    return next;
  }

  /** How many jobs have reports on their way. */
  synchronized int jobs() {
    return lines.size();
  }
}
