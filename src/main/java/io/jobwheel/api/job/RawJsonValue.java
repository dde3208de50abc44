package io.jobwheel.api.job;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * JSON text that is written unchanged.
 *
 * @param text the JSON; {@code null} is written as {@code null}
 */
public record RawJsonValue(@JsonValue @JsonRawValue @Nullable String text) {}
