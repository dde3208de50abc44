package io.jobwheel.api.submit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Makes Jackson keep the payloads of a comparison as their JSON source texts. */
interface PayloadsMixin {

  @JsonDeserialize(using = JsonTextReader.class)
  @Nullable String payload();

  @JsonDeserialize(contentUsing = JsonTextReader.class)
  @Nullable List<@Nullable String> payloads();
}
