package io.jobwheel.dispatch.submission;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;

/** Validates keys that clients choose, such as those of unique jobs and of limits. */
final class KeyValidator {

  /** The rule for an error message, with the maximum length as its parameter. */
  static final String RULE =
      "must be 1 to %d characters without control characters or unpaired surrogates";

  private KeyValidator() {}

  /**
   * Validates a key.
   *
   * @param most the maximum number of characters
   * @param path the field of the key
   * @param errors receives the error of an invalid key
   */
  static void validate(String key, int most, String path, FieldErrors errors) {
    if (!isValid(key, most)) {
      errors.add(new FieldError(path, RULE.formatted(most)));
    }
  }

  /** Returns whether a key is not empty, not too long, and has only characters that are allowed. */
  static boolean isValid(String key, int most) {
    return !key.isEmpty()
        && key.length() <= most
        && key.codePoints()
            .noneMatch(c ->
                Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}
