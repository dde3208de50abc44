package io.jobwheel.webhook;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.WebhookEvent;

/** Writes the bodies of deliveries as JSON of at most 20 kB. Thread-safe. */
public interface EventBodies {

  /**
   * Returns the body that tells of the end of a job.
   *
   * @param ended the job without its texts
   */
  String ofJob(WebhookEvent event, Job ended);

  /** Returns the body that tells of the end of a group. */
  String ofGroup(JobGroup ended);
}
