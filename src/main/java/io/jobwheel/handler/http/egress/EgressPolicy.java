package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where calls may go. A refusal comes before an allowance; what neither names must be an address of
 * the public internet.
 *
 * @param schemes in lower case
 * @param allowedPorts none but these
 * @param deniedPorts not these, even if allowed
 * @param allowedHosts none but these; empty for all. Their addresses are checked all the same
 * @param deniedHosts not these; an address is denied however it is written or found
 * @param allowedNetworks where calls may go although it is not the public internet; a metadata
 *     service only when its very address is given
 * @param deniedNetworks where calls may not go although it is
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

  /** Why the URL may not be called, as far as that shows without a look-up; empty if it may. */
  Optional<String> refusal(CallUrl url) {
    if (!schemes.contains(url.scheme())) {
      return Optional.of("must have one of the schemes %s".formatted(String.join(", ", schemes)));
    }
    if (allowedPorts.stream().noneMatch(range -> range.contains(url.port()))
        || deniedPorts.stream().anyMatch(range -> range.contains(url.port()))) {
      return Optional.of("must not have the port %d here".formatted(url.port()));
    }
    if (isDenied(url)) {
      return Optional.of("must not have the host %s here".formatted(url.host()));
    }
    InetAddress literal = url.literal();
    if (literal != null) {
      return refusal(literal).map(kind -> "must not lead to an address that is %s".formatted(kind));
    }
    return matches(LOOPBACK, url)
            && LOOPBACK_ADDRESSES.stream().allMatch(address -> refusal(address).isPresent())
        ? Optional.of("must not lead to an address that is loopback")
        : Optional.empty();
  }

  private boolean isDenied(CallUrl url) {
    boolean named =
        allowedHosts.stream().anyMatch(allowed -> allowed.isExact() && allowed.matches(url));
    return matches(deniedHosts, url)
        || (!allowedHosts.isEmpty() && !matches(allowedHosts, url))
        || (!named && matches(METADATA, url));
  }

  /** What is wrong with the address, in a word or two; empty when calls may go there. */
  Optional<String> refusal(InetAddress written) {
    InetAddress address = SpecialNetworks.meant(written);
    if (isDenied(address) || isDenied(written)) {
      return Optional.of("denied");
    }
    if (SpecialNetworks.isMetadata(address)) {
      boolean named =
          allowedNetworks.stream().anyMatch(each -> each.isSingle() && each.contains(address));
      return named ? Optional.empty() : Optional.of("of a metadata service");
    }
    return contain(allowedNetworks, address) ? Optional.empty() : SpecialNetworks.kind(address);
  }

  /** Also by the name of a host that is an address, whatever name or spelling led to it. */
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
