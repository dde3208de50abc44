package io.jobwheel.schedule;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.job.InvalidJobException;

/** Reads requests as clients send them. Thread-safe. */
public interface RequestReader {

  /**
   * Reads the request of a job.
   *
   * @throws InvalidJobException if the text is not one
   */
  JobRequest job(String json);

  /**
   * Reads the request of a group.
   *
   * @throws InvalidJobException if the text is not one
   */
  GroupRequest group(String json);
}
