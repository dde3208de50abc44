package io.jobwheel.handler.http.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An absolute URL. Ambiguous URLs are rejected: those with user information, a backslash, a
 * character outside ASCII, a percent sign in the host, an IPv6 zone, or an IPv4 address in another
 * form than four decimal numbers.
 *
 * @param uri the URL as written
 * @param scheme the scheme in lower case
 * @param host the host in lower case, without a trailing dot; an IPv6 address without brackets
 * @param port the port, also if it is the default of the scheme
 * @param target the path and query as they are sent
 * @param literal the address if the host is an address; {@code null} otherwise
 */
public record CallUrl(
    URI uri, String scheme, String host, int port, String target, @Nullable InetAddress literal) {

  /** The maximum length of a URL. */
  public static final int MAX_LENGTH = 8192;

  private static final int MAX_HOST_LENGTH = 253;

  // underscores are not valid in host names, but internal networks use them
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z_](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

  // java.net.URI reports no host and port if the host contains an underscore
  private static final Pattern UNDERSCORED =
      Pattern.compile("(?<host>[A-Za-z0-9_.-]+)(?::(?<port>\\d{0,5}))?");
  private static final String BYTE = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
  static final Pattern IPV4 = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");

  /** Thrown if a text is not a valid URL. The message is the predicate of a sentence about it. */
  public static final class BadUrlException extends Exception {
    BadUrlException(String message) {
      super(message);
    }
  }

  /** Parses a URL. */
  public static CallUrl parse(String text) throws BadUrlException {
    ensurePlain(text);
    try {
      return of(new URI(text));
    } catch (URISyntaxException e) {
      throw new BadUrlException("is not a valid URL: " + e.getReason());
    }
  }

  /**
   * Resolves the location of a redirect by RFC 3986, section 5.2. {@link URI#resolve} follows RFC
   * 2396, and HttpClient's {@code URIUtils} merges slashes and keeps dot segments above the root.
   */
  public CallUrl resolve(String location) throws BadUrlException {
    ensurePlain(location);
    try {
      URI to = new URI(location);
      if (to.getScheme() != null && to.getRawAuthority() == null) {
        return of(to); // throws
      }
      String query = to.getRawQuery();
      if (location.isEmpty() || location.startsWith("#")) {
        query = uri.getRawQuery();
      }
      String whole =
          (to.getScheme() == null ? uri.getScheme() : to.getScheme())
              + "://"
              + (to.getRawAuthority() == null ? uri.getRawAuthority() : to.getRawAuthority())
              + pathTo(to)
              + (query == null ? "" : "?" + query);
      return parse(whole);
    } catch (URISyntaxException e) {
      throw new BadUrlException("is not a valid URL: " + e.getReason());
    }
  }

  private String pathTo(URI to) {
    String path = to.getRawPath();
    if (to.getRawAuthority() != null || path.startsWith("/")) {
      return withoutDotSegments(path);
    }
    String base = path();
    return path.isEmpty()
        ? base
        : withoutDotSegments(base.substring(0, base.lastIndexOf('/') + 1) + path);
  }

  private static String withoutDotSegments(String path) {
    if (path.isEmpty()) {
      return path;
    }
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      boolean isDots = segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        kept.pollLast();
      }
      if (!isDots) {
        kept.addLast(segment);
      } else if (i == segments.length - 1) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }

  private static void ensurePlain(String text) throws BadUrlException {
    if (text.length() > MAX_LENGTH) {
      throw new BadUrlException("must have at most %d characters".formatted(MAX_LENGTH));
    }
    if (text.indexOf('\\') >= 0) {
      throw new BadUrlException("must not contain a backslash; percent-encode it");
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new BadUrlException(
          "must not contain spaces, control characters or characters outside ASCII; percent-encode"
              + " them, and write international host names in their xn-- form");
    }
  }

  private static CallUrl of(URI uri) throws BadUrlException, URISyntaxException {
    String scheme = uri.getScheme();
    String authority = uri.getRawAuthority();
    if (scheme == null || uri.isOpaque()) {
      throw new BadUrlException("must be absolute, such as https://example.com/");
    }
    if (authority == null) {
      throw new BadUrlException("must have a host");
    }
    if (authority.indexOf('@') >= 0) {
      throw new BadUrlException("must not contain user information; send an Authorization header");
    }
    Matcher underscored = UNDERSCORED.matcher(authority);
    boolean isParsed = uri.getHost() != null;
    if ((!isParsed && !underscored.matches()) || authority.indexOf('%') >= 0) {
      throw badHost();
    }
    String given = isParsed ? uri.getHost() : underscored.group("host");
    InetAddress literal = literal(given);
    String host = literal instanceof Inet6Address ? withoutBrackets(given) : name(given, literal);
    int port = isParsed ? uri.getPort() : port(underscored.group("port"));
    String lower = scheme.toLowerCase(Locale.ROOT);
    if (port < 0) {
      port = lower.equals("https") ? 443 : 80;
    }
    if (port == 0 || port > 65_535) {
      throw new BadUrlException("must have a port from 1 to 65535");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    return new CallUrl(uri, lower, host, port, target, literal);
  }

  /** As {@link URI#getPort}: -1 if there is no port. */
  private static int port(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
  }

  private static String withoutBrackets(String bracketed) {
    return bracketed.startsWith("[")
        ? bracketed.substring(1, bracketed.length() - 1).toLowerCase(Locale.ROOT)
        : bracketed;
  }

  private static String name(String given, @Nullable InetAddress literal) throws BadUrlException {
    if (literal != null) {
      return literal.getHostAddress();
    }
    String host = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
    host = host.toLowerCase(Locale.ROOT);
    if (host.length() > MAX_HOST_LENGTH || !NAME.matcher(host).matches()) {
      throw badHost();
    }
    return host;
  }

  private static @Nullable InetAddress literal(String host) throws BadUrlException {
    try {
      if (host.startsWith("[")) {
        // returns an IPv4-mapped address as an IPv4 address
        return Inet6Address.ofLiteral(host.substring(1, host.length() - 1));
      }
      return IPV4.matcher(host).matches() ? Inet4Address.ofLiteral(host) : null;
    } catch (IllegalArgumentException e) {
      throw badHost();
    }
  }

  private static BadUrlException badHost() {
    return new BadUrlException(
        "must have a host that is a DNS name, four decimal numbers such as 192.0.2.1, or an"
            + " IPv6 address in brackets without a zone");
  }

  public boolean isHttps() {
    return scheme.equals("https");
  }

  public boolean hasSameOriginAs(CallUrl other) {
    return scheme.equals(other.scheme) && host.equals(other.host) && port == other.port;
  }

  /** Returns the URL without its query, which may be confidential: for messages and logs. */
  public String withoutQuery() {
    String displayedHost = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    boolean isDefaultPort = port == (isHttps() ? 443 : 80);
    return scheme + "://" + displayedHost + (isDefaultPort ? "" : ":" + port) + path();
  }

  private String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
