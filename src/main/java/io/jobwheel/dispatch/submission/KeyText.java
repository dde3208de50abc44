package io.jobwheel.dispatch.submission;

/** The rule for the keys of clients, which the store has to keep as they are. */
final class KeyText {

  /** The rule for an error message, with the maximum length as its parameter. */
  static final String RULE =
      "must be 1 to %d characters without control characters or unpaired surrogates";

  private KeyText() {}

  /** Returns whether a key is not empty, not too long, and has only characters that are allowed. */
  static boolean isValid(String key, int maxLength) {
    return !key.isEmpty()
        && key.length() <= maxLength
        && key.codePoints()
            .noneMatch(c ->
                Character.isISOControl(c)
                    || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }
}
