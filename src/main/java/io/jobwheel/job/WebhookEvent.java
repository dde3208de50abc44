package io.jobwheel.job;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The events that a webhook tells of. */
public enum WebhookEvent {
  JOB_SUCCEEDED("job.succeeded"),
  JOB_FAILED("job.failed"),
  JOB_CANCELLED("job.cancelled"),
  /** The condition of a group is met; some of its jobs may still run. */
  GROUP_FINISHED("group.finished");

  private final String wireName;

  WebhookEvent(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the name in requests, documents and deliveries, such as {@code job.succeeded}. */
  public String wireName() {
    return wireName;
  }

  /** Returns whether it is about a single job rather than a group. */
  public boolean isOfJob() {
    return this != GROUP_FINISHED;
  }

  /**
   * Returns the event of a job that ends in a state.
   *
   * @throws IllegalArgumentException if the state is not final
   */
  public static WebhookEvent ofEnd(JobState state) {
    return switch (state) {
      case SUCCEEDED -> JOB_SUCCEEDED;
      case FAILED -> JOB_FAILED;
      case CANCELLED -> JOB_CANCELLED;
      case SCHEDULED, BLOCKED, QUEUED, RUNNING ->
          throw new IllegalArgumentException("The job has not ended: " + state);
    };
  }

  /** Returns the event with this wire name; empty if there is none. */
  public static Optional<WebhookEvent> named(String wireName) {
    return Arrays.stream(values()).filter(event -> event.wireName.equals(wireName)).findFirst();
  }

  /** Returns the wire names of the events of jobs, or of groups. */
  public static List<String> wireNames(boolean ofJobs) {
    return Arrays.stream(values())
        .filter(event -> event.isOfJob() == ofJobs)
        .map(WebhookEvent::wireName)
        .toList();
  }

  @Override
  public String toString() {
    return wireName;
  }
}
