package io.jobwheel.api.submit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Makes Jackson keep the payload of a {@code JobRequest} as its JSON source text. */
interface JobRequestMixin {

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String payload();
}
