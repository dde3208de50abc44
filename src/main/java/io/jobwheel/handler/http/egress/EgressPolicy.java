package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for destinations of calls. A denial takes precedence over a permission. Addresses
 * outside the public internet are denied unless a network allows them.
 *
 * @param schemes the allowed schemes in lower case
 * @param allowedPorts the only allowed ports
 * @param deniedPorts the ports that are denied even if they are allowed
 * @param allowedHosts the only allowed hosts; empty for all. Their addresses are checked as well
 * @param deniedHosts the denied hosts. An address is denied in each notation, and if a name
 *     resolves to it
 * @param allowedNetworks the networks outside the public internet that are allowed. A metadata
 *     service is allowed only by its exact address
 * @param deniedNetworks the networks of the public internet that are denied
 */
public record EgressPolicy(
    Set<String> schemes,
    List<PortRange> allowedPorts,
    List<PortRange> deniedPorts,
    List<HostPattern> allowedHosts,
    List<HostPattern> deniedHosts,
    List<Network> allowedNetworks,
    List<Network> deniedNetworks) {

  private static final List<HostPattern> METADATA =
      List.of(
          new HostPattern("metadata"),
          new HostPattern("metadata.google.internal"),
          new HostPattern("metadata.goog"),
          new HostPattern("metadata.azure.internal"),
          new HostPattern("metadata.tencentyun.com"),
          new HostPattern("instance-data"),
          new HostPattern("instance-data.ec2.internal"));
  private static final List<HostPattern> LOOPBACK =
      List.of(
          new HostPattern("localhost"),
          new HostPattern("*.localhost"),
          new HostPattern("localhost.localdomain"),
          new HostPattern("ip6-localhost"),
          new HostPattern("ip6-loopback"));
  private static final List<InetAddress> LOOPBACK_ADDRESSES =
      List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

  public EgressPolicy {
    schemes = Set.copyOf(schemes);
    allowedPorts = List.copyOf(allowedPorts);
    deniedPorts = List.copyOf(deniedPorts);
    allowedHosts = List.copyOf(allowedHosts);
    deniedHosts = List.copyOf(deniedHosts);
    allowedNetworks = List.copyOf(allowedNetworks);
    deniedNetworks = List.copyOf(deniedNetworks);
  }

  /**
   * Returns why the policy denies the URL, without a DNS look-up, as the predicate of a sentence;
   * empty if it does not.
   */
  Optional<String> denialReason(CallUrl url) {
    if (!schemes.contains(url.scheme())) {
      return Optional.of("must use one of the schemes %s".formatted(String.join(", ", schemes)));
    }
    if (allowedPorts.stream().noneMatch(range -> range.contains(url.port()))
        || deniedPorts.stream().anyMatch(range -> range.contains(url.port()))) {
      return Optional.of(
          "must not use the port %d: the egress policy denies it".formatted(url.port()));
    }
    if (isDenied(url)) {
      return Optional.of(
          "must not use the host %s: the egress policy denies it".formatted(url.host()));
    }
    InetAddress literal = url.literal();
    if (literal != null) {
      return deniedCategory(literal).map(EgressPolicy::denialReason);
    }
    return matches(LOOPBACK, url)
            && LOOPBACK_ADDRESSES.stream().allMatch(address -> deniedCategory(address).isPresent())
        ? Optional.of(denialReason(SpecialNetworks.LOOPBACK))
        : Optional.empty();
  }

  /** Returns the denial of an address of this category, as the predicate of a sentence. */
  static String denialReason(String category) {
    return "must not lead to %s".formatted(category);
  }

  private boolean isDenied(CallUrl url) {
    boolean explicitlyAllowed =
        allowedHosts.stream().anyMatch(allowed -> allowed.isExact() && allowed.matches(url));
    return matches(deniedHosts, url)
        || (!allowedHosts.isEmpty() && !matches(allowedHosts, url))
        || (!explicitlyAllowed && matches(METADATA, url));
  }

  /** Returns the category for which the address is denied; empty if it is allowed. */
  Optional<String> deniedCategory(InetAddress resolved) {
    InetAddress address = SpecialNetworks.unwrapNat64(resolved);
    if (isDenied(address) || isDenied(resolved)) {
      return Optional.of("a denied address");
    }
    if (SpecialNetworks.isMetadata(address)) {
      boolean explicitlyAllowed =
          allowedNetworks.stream().anyMatch(each -> each.isSingle() && each.contains(address));
      return explicitlyAllowed ? Optional.empty() : Optional.of("a metadata service");
    }
    return contain(allowedNetworks, address) ? Optional.empty() : SpecialNetworks.category(address);
  }

  /** Checks denied networks, and denied hosts that are addresses. */
  private boolean isDenied(InetAddress address) {
    return contain(deniedNetworks, address)
        || deniedHosts.stream().anyMatch(denied -> denied.isAddress(address));
  }

  private static boolean matches(List<HostPattern> patterns, CallUrl url) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(url));
  }

  private static boolean contain(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }
}
