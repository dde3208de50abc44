package io.jobwheel.handler.command;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payload: which command, with what.
 *
 * @param name the name under which the operator has configured it
 * @param parameters values by name; none when it is left out
 */
public record CommandCall(
    @JsonPropertyDescription("Which of the configured commands.") @NotNull(message = "is required")
        String name,
    @JsonPropertyDescription("Values of its parameters by name, each a text.")
        @Nullable Map<String, @Nullable String> parameters) {

  public CommandCall {
    parameters =
        parameters == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor has put an empty map there
  public Map<String, @Nullable String> parameters() {
    return parameters;
  }
}
