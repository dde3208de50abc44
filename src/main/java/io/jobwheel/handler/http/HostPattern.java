package io.jobwheel.handler.http;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names one host, or with a leading {@code *.} all hosts below a domain, the domain itself not
 * among them.
 *
 * @param text in lower case
 */
public record HostPattern(String text) {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*");

  public HostPattern {
    text = text.toLowerCase(Locale.ROOT);
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no host; write one as api.example.com, *.example.com or 192.0.2.1, without"
                  .formatted(text)
              + " scheme, port or brackets");
    }
  }

  /** Whether the host, in lower case, is meant. */
  public boolean matches(String host) {
    return text.startsWith("*.") ? host.endsWith(text.substring(1)) : host.equals(text);
  }

  boolean isExact() {
    return !text.startsWith("*.");
  }
}
