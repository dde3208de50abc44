package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one host, or with a leading {@code *.} all hosts below a domain, the domain itself not
 * among them. An address is that address however it is written.
 *
 * @param text in lower case
 * @param address when it is one
 */
public record HostPattern(String text, @Nullable InetAddress address) {

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:\\*\\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f.]*:[0-9a-f.]*:[0-9a-f:.]*");

  /**
   * Reads a host, a domain or an address.
   *
   * @param written in any case
   * @throws IllegalArgumentException when it is none of these
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
        "'%s' is no host; write one as api.example.com, *.example.com or 192.0.2.1, without"
                .formatted(text)
            + " scheme, port or brackets");
  }

  /** Whether the host of that URL is meant. */
  public boolean matches(CallUrl url) {
    if (address != null) {
      return isAddress(url.literal());
    }
    return text.startsWith("*.") ? url.host().endsWith(text.substring(1)) : url.host().equals(text);
  }

  /** Whether it is that very address. */
  boolean isAddress(@Nullable InetAddress other) {
    return address != null && address.equals(other);
  }

  boolean isExact() {
    return !text.startsWith("*.");
  }
}
