package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.job.Blocker;
import org.jspecify.annotations.Nullable;

/**
 * What holds a blocked job.
 *
 * @param limit the name of the limit
 * @param key the key whose permits are in use; omitted if those of the limit as a whole are
 */
@JsonPropertyOrder({"limit", "key"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record BlockerDocument(String limit, @Nullable String key) {

  static @Nullable BlockerDocument of(@Nullable Blocker blocker) {
    return blocker == null ? null : new BlockerDocument(blocker.limit(), blocker.key());
  }
}
