package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is written as it is.
 *
 * @param text null is written as null; a property that is to be left out has no {@code RawJson}
 */
record RawJson(@JsonValue @JsonRawValue @Nullable String text) {}
