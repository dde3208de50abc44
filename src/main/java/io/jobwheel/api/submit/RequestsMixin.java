package io.jobwheel.api.submit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Makes Jackson keep the job or group of a schedule as its JSON source text. */
interface RequestsMixin {

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String job();

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String group();
}
