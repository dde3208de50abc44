package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.HostPattern;
import java.util.List;
import java.util.Optional;

/**
 * A configured value that clients may use in calls without reading it. {@link #toString} does not
 * contain the value.
 *
 * @param value printable ASCII, {@value #MIN_LENGTH} to {@value #MAX_LENGTH} characters
 * @param hosts the hosts to which the value may be sent; none if empty
 * @param overHttp whether the value may be sent without TLS
 */
public record Secret(String value, List<HostPattern> hosts, boolean overHttp) {

  /** A shorter value would match unrelated texts. */
  static final int MIN_LENGTH = 8;

  static final int MAX_LENGTH = 4096;

  public Secret {
    if (value.length() < MIN_LENGTH || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a secret must have %d to %d characters".formatted(MIN_LENGTH, MAX_LENGTH));
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f) || !value.strip().equals(value)) {
      throw new IllegalArgumentException(
          "a secret must be printable ASCII without leading or trailing spaces");
    }
    hosts = List.copyOf(hosts);
  }

  /**
   * Returns why the secret must not be sent to the URL, as the predicate of a sentence; empty if it
   * may be sent.
   */
  public Optional<String> denialReason(CallUrl url) {
    if (hosts.isEmpty()) {
      return Optional.of("has no allowed hosts; the node's operator configures them");
    }
    if (hosts.stream().noneMatch(host -> host.matches(url))) {
      return Optional.of("must not be sent to %s".formatted(url.host()));
    }
    return url.isHttps() || overHttp
        ? Optional.empty()
        : Optional.of("must be sent over https, not over %s".formatted(url.scheme()));
  }

  @Override
  public String toString() {
    return "Secret[value=***, hosts=%s, overHttp=%s]".formatted(hosts, overHttp);
  }
}
