package io.jobwheel.dispatch;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds requests for tests: {@code JobRequests.of("probe").priority(3).build()}. */
public final class JobRequests {

  private final @Nullable String type;
  private @Nullable String mode;
  private @Nullable String payload = "{}";
  private @Nullable Integer priority;
  private @Nullable String runAt;
  private @Nullable Integer maxAttempts;
  private @Nullable String backoff;
  private @Nullable String timeout;
  private @Nullable String deadline;

  private JobRequests(@Nullable String type) {
    this.type = type;
  }

  /** Returns a builder whose payload is an empty object. */
  public static JobRequests of(String type) {
    return new JobRequests(type);
  }

  public static JobRequest nothing() {
    return new JobRequests(null).payload(null).build();
  }

  public static GroupRequest group(
      ExecutionMode mode, CompletionCondition returnWhen, List<JobRequest> jobs) {
    return new GroupRequest(mode.wireName(), returnWhen.name(), List.copyOf(jobs), null);
  }

  public JobRequests mode(ExecutionMode mode) {
    this.mode = mode.wireName();
    return this;
  }

  public JobRequests payload(@Nullable String payload) {
    this.payload = payload;
    return this;
  }

  public JobRequests priority(int priority) {
    this.priority = priority;
    return this;
  }

  public JobRequests runAt(@Nullable Instant runAt) {
    this.runAt = runAt == null ? null : runAt.toString();
    return this;
  }

  public JobRequests retrying(int maxAttempts, String backoff) {
    this.maxAttempts = maxAttempts;
    this.backoff = backoff;
    return this;
  }

  public JobRequests timeout(@Nullable String timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Sets the deadline, a time or a duration. */
  public JobRequests deadline(String deadline) {
    this.deadline = deadline;
    return this;
  }

  public JobRequest build() {
    return new JobRequest(
        type,
        mode,
        payload,
        priority,
        runAt,
        maxAttempts,
        backoff,
        timeout,
        null,
        null,
        null,
        deadline,
        null);
  }
}
