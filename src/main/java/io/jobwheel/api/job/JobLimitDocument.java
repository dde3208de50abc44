package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.JobLimit;
import org.jspecify.annotations.Nullable;

/**
 * A limit that holds for a job.
 *
 * @param key omitted for none
 * @param units the permits that the job takes
 */
@JsonPropertyOrder({"name", "key", "units"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobLimitDocument(String name, @Nullable String key, int units) {

  static JobLimitDocument of(JobLimit limit) {
    return new JobLimitDocument(limit.name(), limit.key(), limit.units());
  }
}
