package io.jobwheel.dispatch;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.ReturnWhen;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes requests for tests: {@code JobRequests.of("probe").priority(3).build()}. */
final class JobRequests {

  private final @Nullable String type;
  private @Nullable String mode;
  private @Nullable String payload = "{}";
  private @Nullable Integer priority;
  private @Nullable String runAt;
  private @Nullable Integer maxAttempts;
  private @Nullable String backoff;
  private @Nullable String timeout;

  private JobRequests(@Nullable String type) {
    this.type = type;
  }

  /** A request with an empty object as its payload. */
  static JobRequests of(String type) {
    return new JobRequests(type);
  }

  static JobRequest nothing() {
    return new JobRequests(null).payload(null).build();
  }

  static GroupRequest group(ExecutionMode mode, ReturnWhen returnWhen, List<JobRequest> jobs) {
    return new GroupRequest(mode.wireName(), returnWhen.name(), List.copyOf(jobs));
  }

  JobRequests mode(ExecutionMode mode) {
    this.mode = mode.wireName();
    return this;
  }

  JobRequests payload(@Nullable String payload) {
    this.payload = payload;
    return this;
  }

  JobRequests priority(int priority) {
    this.priority = priority;
    return this;
  }

  JobRequests runAt(@Nullable Instant runAt) {
    this.runAt = runAt == null ? null : runAt.toString();
    return this;
  }

  JobRequests retrying(int maxAttempts, String backoff) {
    this.maxAttempts = maxAttempts;
    this.backoff = backoff;
    return this;
  }

  JobRequests timeout(@Nullable String timeout) {
    this.timeout = timeout;
    return this;
  }

  JobRequest build() {
    return new JobRequest(type, mode, payload, priority, runAt, maxAttempts, backoff, timeout);
  }
}
