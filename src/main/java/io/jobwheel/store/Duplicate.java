package io.jobwheel.store;

import io.jobwheel.job.Job;

/**
 * Why a job was not stored: another job holds its unique key.
 *
 * @param decision what happened instead
 * @param holder the holder of the key, without its texts
 */
public record Duplicate(DuplicateOutcome decision, Job holder) {

  /** What happens instead of storing a job. */
  public enum DuplicateOutcome {
    /** The request has the holder as its result. */
    RETURNED,
    /** The holder has the payload, the priority and the time of the job. */
    REPLACED,
    /** The job is refused. */
    REJECTED
  }
}
