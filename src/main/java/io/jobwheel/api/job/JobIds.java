package io.jobwheel.api.job;

import io.jobwheel.api.problem.BadParameterException;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids in the one notation that documents have; upper case is taken, too. */
public final class JobIds {

  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private JobIds() {}

  /**
   * The id in a path.
   *
   * @throws BadParameterException when it is none
   */
  public static UUID parse(String text) {
    if (!CANONICAL.matcher(text).matches()) {
      throw new BadParameterException(
          "id", "must be a UUID such as 019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f");
    }
    return UUID.fromString(text);
  }
}
