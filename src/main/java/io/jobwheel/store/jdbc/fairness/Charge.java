package io.jobwheel.store.jdbc.fairness;

/**
 * What a job costs its key, or a refund of it.
 *
 * @param refund whether the job gives its cost back; it gets no rank then
 */
record Charge(RankedJob job, boolean refund) {

  long amount() {
    return refund ? -job.cost() : job.cost();
  }
}
