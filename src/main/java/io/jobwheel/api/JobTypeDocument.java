package io.jobwheel.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import java.util.List;

/** A job type as clients see it. */
@JsonPropertyOrder({"name", "description", "modes", "defaultMode", "schema"})
record JobTypeDocument(
    String name,
    String description,
    List<String> modes,
    String defaultMode,
    @JsonRawValue String schema) {

  static JobTypeDocument of(JobType<?> type, String schema) {
    return new JobTypeDocument(
        type.name(),
        type.description(),
        type.modes().stream().sorted().map(ExecutionMode::wireName).toList(),
        type.defaultMode().wireName(),
        schema);
  }
}
