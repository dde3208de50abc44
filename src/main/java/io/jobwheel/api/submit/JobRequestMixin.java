package io.jobwheel.api.submit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * Adds to a request for a job that its payload is kept as it is written in the JSON of a submit.
 */
interface JobRequestMixin {

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String payload();
}
