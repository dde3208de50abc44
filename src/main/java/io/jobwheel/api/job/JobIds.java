package io.jobwheel.api.job;

import io.jobwheel.api.problem.BadParameterException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Parses ids of jobs and groups. */
public final class JobIds {

  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private JobIds() {}

  /**
   * Parses an id in the canonical notation of UUIDs, in upper or lower case.
   *
   * @throws BadParameterException if the text is not a UUID
   */
  public static UUID parse(String text) {
    try {
      return parseValue(text);
    } catch (IllegalArgumentException e) {
      throw new BadParameterException("id", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Parses the same for a parameter of any name.
   *
   * @throws IllegalArgumentException if the text is not a UUID; its message is for the client
   */
  public static UUID parseValue(String text) {
    if (!CANONICAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "must be a UUID such as 019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f");
    }
    return UUID.fromString(text);
  }
}
