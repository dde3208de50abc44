package io.jobwheel.api.security;

import io.jobwheel.job.Truncation;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of submitters: the name of a key, or {@code token:} and the subject of a token,
 * truncated to 200 characters.
 */
public final class SubmitterNames {

  static final String TOKEN = "token:";

  /** Maximum length of a subject in characters; a longer one is truncated. */
  static final int MAX_SUBJECT = 200;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private SubmitterNames() {}

  /** Returns whether a submitter can have this name. */
  public static boolean isValid(String name) {
    return isKey(name)
        || (name.startsWith(TOKEN) && name.equals(ofToken(name.substring(TOKEN.length()))));
  }

  /** Returns whether a key can have this name. */
  static boolean isKey(String name) {
    return KEY.matcher(name).matches();
  }

  /** Returns the name for a subject, without characters that a database may reject. */
  static String ofToken(@Nullable String subject) {
    String text = subject == null ? "" : subject;
    return TOKEN
        + Truncation.prefix(text, MAX_SUBJECT)
            .codePoints()
            .map(point -> isPlain(point) ? point : 0xFFFD)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
  }

  /** Returns whether a code point is neither a control character nor a surrogate. */
  private static boolean isPlain(int point) {
    return !Character.isISOControl(point)
        && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
  }
}
