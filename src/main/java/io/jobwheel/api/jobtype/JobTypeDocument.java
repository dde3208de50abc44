package io.jobwheel.api.jobtype;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.ExecutionMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON document of a job type. */
@JsonPropertyOrder({
  "name",
  "description",
  "modes",
  "defaultMode",
  "maxAttempts",
  "backoff",
  "timeout",
  "schema"
})
record JobTypeDocument(
    String name,
    String description,
    List<String> modes,
    String defaultMode,
    int maxAttempts,
    String backoff,
    @Nullable String timeout,
    @JsonRawValue String schema) {

  static JobTypeDocument of(JobType<?> type, String schema) {
    AttemptPolicy policy = type.policy();
    Duration timeout = policy.timeout();
    return new JobTypeDocument(
        type.name(),
        type.description(),
        type.modes().stream().sorted().map(ExecutionMode::wireName).toList(),
        type.defaultMode().wireName(),
        policy.maxAttempts(),
        policy.backoff().toString(),
        timeout == null ? null : timeout.toString(),
        schema);
  }
}
