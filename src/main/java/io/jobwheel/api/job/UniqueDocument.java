package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The uniqueness of a job, in the form of the request.
 *
 * @param key omitted if it is the type and the payload of the job
 * @param until {@code START}, {@code END}, or an object with the field {@code for}
 */
record UniqueDocument(
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
    Object until,
    OnConflict onConflict) {

  /** Returns the document of a uniqueness; null for none. */
  static @Nullable UniqueDocument of(@Nullable Uniqueness unique) {
    return unique == null
        ? null
        : new UniqueDocument(
            unique.key(),
            unique.keep().isZero() ? unique.until() : Map.of("for", unique.keep().toString()),
            unique.onConflict());
  }
}
