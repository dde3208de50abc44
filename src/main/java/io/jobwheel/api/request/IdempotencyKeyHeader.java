package io.jobwheel.api.request;

import io.jobwheel.api.problem.BadParameterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). The draft wants
 * a quoted string; a key without quotes is accepted and is the same key.
 */
public final class IdempotencyKeyHeader {

  /** The name of the header. */
  public static final String NAME = "Idempotency-Key";

  private static final int MAX_LENGTH = 255;
  // of a key in quotes, of which each character is escaped; the pattern recurses for each character
  private static final int MAX_QUOTED = 2 * MAX_LENGTH + 2;
  // visible ASCII characters; a quotation mark or a backslash only escaped, within quotes
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[\\x21\\x23-\\x5B\\x5D-\\x7E]|\\\\[\"\\\\])*)\"");
  private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private IdempotencyKeyHeader() {}

  /**
   * Returns the key of a request; null if it has none.
   *
   * @throws BadParameterException if the header is repeated, or is not 1 to 255 visible characters
   */
  public static @Nullable String of(HttpServletRequest request) {
    List<String> lines = Collections.list(request.getHeaders(NAME));
    if (lines.isEmpty()) {
      return null;
    }
    if (lines.size() > 1) {
      throw new BadParameterException(NAME, "must not be repeated");
    }
    String key = parse(lines.getFirst().strip());
    if (key == null || key.isEmpty() || key.length() > MAX_LENGTH) {
      throw new BadParameterException(
          NAME,
          "must be 1 to %d visible ASCII characters, such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\""
              .formatted(MAX_LENGTH));
    }
    return key;
  }

  private static @Nullable String parse(String value) {
    if (value.length() > MAX_QUOTED) {
      return null;
    }
    Matcher quoted = QUOTED.matcher(value);
    if (quoted.matches()) {
      return ESCAPE.matcher(quoted.group(1)).replaceAll("$1");
    }
    return BARE.matcher(value).matches() ? value : null;
  }
}
