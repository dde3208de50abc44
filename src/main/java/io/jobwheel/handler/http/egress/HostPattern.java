package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host name, an address, or with a leading {@code *.} all hosts below a domain, excluding the
 * domain itself. An address matches in each notation.
 *
 * @param text the pattern in lower case
 * @param address the address; {@code null} if the pattern is a name
 */
public record HostPattern(String text, @Nullable InetAddress address) {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:\\*\\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*");

  /**
   * Parses a host, a domain or an address.
   *
   * @param written the pattern in any case
   * @throws IllegalArgumentException if the text is none of these
   */
  public HostPattern(String written) {
    String lower = written.toLowerCase(Locale.ROOT);
    this(lower, address(lower));
  }

  private static @Nullable InetAddress address(String text) {
    if (SHAPE.matcher(text).matches()) {
      try {
        return text.indexOf(':') >= 0 || CallUrl.IPV4.matcher(text).matches()
            ? InetAddress.ofLiteral(text)
            : null;
      } catch (IllegalArgumentException e) {
        // falls through
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a host; use a form such as api.example.com, *.example.com or 192.0.2.1, without"
                .formatted(text)
            + " scheme, port or brackets");
  }

  /** Returns whether the pattern matches the host of the URL. */
  public boolean matches(CallUrl url) {
    if (address != null) {
      return isAddress(url.literal());
    }
    return text.startsWith("*.") ? url.host().endsWith(text.substring(1)) : url.host().equals(text);
  }

  /** Returns whether the pattern is this address. */
  boolean isAddress(@Nullable InetAddress other) {
    return address != null && address.equals(other);
  }

  boolean isExact() {
    return !text.startsWith("*.");
  }
}
