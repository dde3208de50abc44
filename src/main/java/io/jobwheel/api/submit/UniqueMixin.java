package io.jobwheel.api.submit;

import io.jobwheel.dispatch.request.UniqueRequest.UntilRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Makes Jackson read what makes a key free, which is a text or an object. */
interface UniqueMixin {

  @JsonDeserialize(using = UntilReader.class)
  @Nullable UntilRequest until();
}
