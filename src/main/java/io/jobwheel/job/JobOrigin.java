package io.jobwheel.job;

import java.time.Instant;
import java.util.UUID;

/** Why Jobwheel itself created a job. */
public sealed interface JobOrigin {

  /**
   * The job tells a receiver of the end of another.
   *
   * @param subject the job or group that has ended
   */
  record Delivery(UUID subject) implements JobOrigin {}

  /**
   * A schedule was due.
   *
   * @param schedule the name of the schedule
   * @param dueAt the due time, which may be earlier than the submission
   */
  record Fire(String schedule, Instant dueAt) implements JobOrigin {}
}
