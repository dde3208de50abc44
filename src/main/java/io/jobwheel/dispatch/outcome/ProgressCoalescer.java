package io.jobwheel.dispatch.outcome;

import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.ProgressReports.ProgressReport;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores reports of progress, at the pace of the store: of each job, up to two reports are in
 * flight, and of later ones only the newest waits. So the last report of an attempt is enqueued
 * before its outcome. A report that cannot be stored is lost, without an effect on the job. Does
 * not block; safe for use by any thread.
 */
final class ProgressCoalescer {

  private static final Logger log = LoggerFactory.getLogger(ProgressCoalescer.class);

  private static final int MAX_IN_FLIGHT = 2;

  private static final class JobReports {
    int inFlight;
    @Nullable ProgressReport newest;
  }

  private final ProgressReports reports;
  private final int maxJobs;
  private final Consumer<UUID> onStored;

  // guarded by this: the jobs with reports in flight
  private final Map<UUID, JobReports> inFlight = new HashMap<>();

  /**
   * Creates a coalescer that drops reports of further jobs while {@code maxJobs} have some.
   *
   * @param onStored receives the id of each job whose report was stored
   */
  ProgressCoalescer(ProgressReports reports, int maxJobs, Consumer<UUID> onStored) {
    this.reports = reports;
    this.maxJobs = maxJobs;
    this.onStored = onStored;
  }

  /** Stores the report, keeps it until an earlier one is stored, or drops it. */
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
              if (error == null) {
                onStored.accept(report.jobId());
              } else {
                log.debug("job {} - progress not stored ({})", report.jobId(), error.toString());
              }
              ProgressReport next = ended(report.jobId());
              if (next != null) {
                send(next);
              }
            });
  }

  /** Returns whether the report is to be sent now; otherwise it waits or is dropped. */
  private synchronized boolean begin(ProgressReport report) {
    JobReports job = inFlight.get(report.jobId());
    if (job == null) {
      if (inFlight.size() >= maxJobs) {
        return false;
      }
      job = new JobReports();
      inFlight.put(report.jobId(), job);
    }
    if (job.inFlight == MAX_IN_FLIGHT) {
      job.newest = report;
      return false;
    }
    job.inFlight++;
    return true;
  }

  /** Records that a report was stored or lost; returns the waiting one to send, or null. */
  private synchronized @Nullable ProgressReport ended(UUID jobId) {
    JobReports job = inFlight.get(jobId);
    if (job == null) {
      throw new IllegalStateException("No report of job %s is in flight".formatted(jobId));
    }
    ProgressReport next = job.newest;
    job.newest = null;
    if (next == null && --job.inFlight == 0) {
      inFlight.remove(jobId);
    }
    return next;
  }

  /** Returns the number of jobs with reports in flight. */
  synchronized int jobs() {
    return inFlight.size();
  }
}
