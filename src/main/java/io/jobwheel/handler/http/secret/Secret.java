package io.jobwheel.handler.http.secret;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.egress.HostPattern;
import java.util.List;
import java.util.Optional;

/**
 * A value that the node knows and its clients may use without seeing it. Its text form hides it.
 *
 * @param value printable ASCII, {@value #SHORTEST} to {@value #LONGEST} characters
 * @param hosts where it may be sent; nowhere when empty
 * @param overHttp whether it may also be sent unencrypted
 */
public record Secret(String value, List<HostPattern> hosts, boolean overHttp) {

  /** What is shorter would be found in texts that have nothing to do with it. */
  static final int SHORTEST = 8;

  static final int LONGEST = 4096;

  public Secret {
    if (value.length() < SHORTEST || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a secret must have %d to %d characters".formatted(SHORTEST, LONGEST));
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f) || !value.strip().equals(value)) {
      throw new IllegalArgumentException(
          "a secret must be printable ASCII without spaces at its ends");
    }
    hosts = List.copyOf(hosts);
  }

  /** Why it must not be sent there; completes a sentence about it. */
  public Optional<String> refusal(CallUrl url) {
    if (hosts.isEmpty()) {
      return Optional.of("has no hosts that it may be sent to; the node's operator lists them");
    }
    if (hosts.stream().noneMatch(host -> host.matches(url))) {
      return Optional.of("must not be sent to %s".formatted(url.host()));
    }
    return url.isHttps() || overHttp
        ? Optional.empty()
        : Optional.of("must be sent by https, not by %s".formatted(url.scheme()));
  }

  @Override
  public String toString() {
    return "Secret[value=***, hosts=%s, overHttp=%s]".formatted(hosts, overHttp);
  }
}
