package io.jobwheel.job;

import java.util.regex.Pattern;

/** The names that operators give to schedules and limits. */
public final class ResourceNames {

  /** Matches the valid names. */
  public static final Pattern PATTERN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

  /** What {@link #PATTERN} matches, for error messages. */
  public static final String RULE =
      "must have 1 to 100 lower-case letters, digits, dots, dashes and underscores, and begin with"
          + " a letter or digit";

  private ResourceNames() {}
}
