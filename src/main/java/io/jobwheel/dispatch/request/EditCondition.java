package io.jobwheel.dispatch.request;

import io.jobwheel.dispatch.request.EditConflictException.Conflict;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a change of a definition, such as a schedule or a limit.
 *
 * @param version the version that the definition has to have; null for any
 * @param mustExist whether there has to be a definition of the name
 * @param mustBeNew whether there may be no definition of the name
 */
public record EditCondition(@Nullable Long version, boolean mustExist, boolean mustBeNew) {

  /** No condition. */
  public static final EditCondition NONE = new EditCondition(null, false, false);

  /** Returns whether a definition of this version can be changed; null if there is none. */
  public boolean allows(@Nullable Long current) {
    if (current == null) {
      return !mustExist && version == null;
    }
    return !mustBeNew && (version == null || version.equals(current));
  }

  /**
   * Checks the conditions.
   *
   * @param noun what is changed, such as {@code schedule}
   * @param current the version of the definition; null if there is none
   * @throws EditConflictException if the definition cannot be changed
   */
  public void check(String noun, String name, @Nullable Long current) {
    if (!allows(current)) {
      throw new EditConflictException(
          Conflict.VERSION,
          current == null
              ? "The %s does not exist.".formatted(noun)
              : "The %s '%s' has version %d.".formatted(noun, name, current));
    }
  }
}
