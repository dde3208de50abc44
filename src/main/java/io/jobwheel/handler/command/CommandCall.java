package io.jobwheel.handler.command;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the job type {@code command}.
 *
 * @param name the configured name of the command
 * @param parameters the values of its parameters by name; empty if omitted
 */
public record CommandCall(
    @JsonPropertyDescription("Name of the configured command.") @NotNull(message = "is required")
        String name,
    @JsonPropertyDescription("Values of its parameters by name, each a string.")
        @Nullable Map<String, @Nullable String> parameters) {

  public CommandCall {
    parameters =
        parameters == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor replaces null
  public Map<String, @Nullable String> parameters() {
    return parameters;
  }
}
