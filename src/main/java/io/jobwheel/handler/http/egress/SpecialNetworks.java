package io.jobwheel.handler.http.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The addresses that are not of the public internet, by IANA's registries of special-purpose
 * addresses, and those of clouds' metadata services. An IPv6 address that carries an IPv4 address
 * is what it carries, or is refused.
 */
final class SpecialNetworks {

  private record Kind(String name, List<Network> networks) {
    Kind(String name, String... networks) {
      this(name, Arrays.stream(networks).map(Network::parse).toList());
    }
  }

  private static final String NOT_PUBLIC = "not of the public internet";

  private static final List<Network> METADATA =
      networks(
          "169.254.169.254", // most clouds
          "169.254.170.2", // containers on AWS
          "169.254.170.23",
          "100.100.100.200", // Alibaba
          "168.63.129.16", // Azure, a public address
          "192.0.0.192", // Oracle
          "fd00:ec2::254",
          "fd00:ec2::23",
          "fd20:ce::254", // Google
          "fd00:42::42"); // Scaleway

  private static final List<Kind> KINDS =
      List.of(
          new Kind("unspecified", "0.0.0.0/8", "::"),
          new Kind("loopback", "127.0.0.0/8", "::1"),
          new Kind("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
          new Kind("shared by carriers", "100.64.0.0/10"),
          new Kind("link-local", "169.254.0.0/16", "fe80::/10"),
          new Kind("multicast", "224.0.0.0/4", "ff00::/8"),
          new Kind("broadcast", "255.255.255.255"),
          new Kind(
              NOT_PUBLIC,
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24", // relays of 6to4
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "240.0.0.0/4",
              "2001::/23", // Teredo among them
              "2001:db8::/32",
              "2002::/16", // 6to4
              "3fff::/20"));

  private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");
  private static final Network TRANSLATED = Network.parse("64:ff9b::/96");

  private SpecialNetworks() {}

  /** Whether a metadata service may answer there. */
  static boolean isMetadata(InetAddress address) {
    return METADATA.stream().anyMatch(network -> network.contains(address));
  }

  /** What the address is, in a word; empty when it is one of the public internet. */
  static Optional<String> kind(InetAddress address) {
    Optional<String> kind =
        KINDS.stream()
            .filter(each -> each.networks().stream().anyMatch(net -> net.contains(address)))
            .map(Kind::name)
            .findFirst();
    return kind.isEmpty() && address instanceof Inet6Address && !GLOBAL_UNICAST.contains(address)
        ? Optional.of(NOT_PUBLIC)
        : kind;
  }

  /** The IPv4 address that an address of NAT64 stands for; any other as it is. */
  static InetAddress meant(InetAddress address) {
    if (!TRANSLATED.contains(address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    try {
      return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  private static List<Network> networks(String... texts) {
    return Arrays.stream(texts).map(Network::parse).toList();
  }
}
