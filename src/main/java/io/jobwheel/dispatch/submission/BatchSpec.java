package io.jobwheel.dispatch.submission;

import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.JobSpec;
import java.util.List;
import java.util.SortedMap;

/**
 * A validated batch.
 *
 * @param specs the valid jobs, in order
 * @param rejected the errors of the invalid jobs, by their index in the request
 */
public record BatchSpec(List<JobSpec> specs, SortedMap<Integer, FieldErrors> rejected) {

  /** Returns the number of jobs of the request. */
  public int size() {
    return specs.size() + rejected.size();
  }
}
