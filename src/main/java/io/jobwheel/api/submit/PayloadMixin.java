package io.jobwheel.api.submit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Makes Jackson keep the payload of a request as its JSON source text. */
interface PayloadMixin {

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String payload();
}
