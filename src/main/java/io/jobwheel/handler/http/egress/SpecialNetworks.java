package io.jobwheel.handler.http.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The addresses outside the public internet, by IANA's special-purpose address registries, and
 * those of cloud metadata services. An IPv6 address that contains an IPv4 address is treated as the
 * IPv4 address, or is not public.
 */
final class SpecialNetworks {

  private record Category(String name, List<Network> networks) {
    Category(String name, String... networks) {
      this(name, Arrays.stream(networks).map(Network::parse).toList());
    }
  }

  /** The category of loopback addresses. */
  static final String LOOPBACK = "a loopback address";

  private static final String NOT_PUBLIC = "an address outside the public internet";

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

  private static final List<Category> CATEGORIES =
      List.of(
          new Category("an unspecified address", "0.0.0.0/8", "::"),
          new Category(LOOPBACK, "127.0.0.0/8", "::1"),
          new Category(
              "a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
          new Category("a carrier-grade NAT address", "100.64.0.0/10"),
          new Category("a link-local address", "169.254.0.0/16", "fe80::/10"),
          new Category("a multicast address", "224.0.0.0/4", "ff00::/8"),
          new Category("a broadcast address", "255.255.255.255"),
          new Category(
              NOT_PUBLIC,
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24", // 6to4 relays
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "240.0.0.0/4",
              "2001::/23", // includes Teredo
              "2001:db8::/32",
              "2002::/16", // 6to4
              "3fff::/20"));

  private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  private SpecialNetworks() {}

  /** Returns whether the address is that of a cloud metadata service. */
  static boolean isMetadata(InetAddress address) {
    return METADATA.stream().anyMatch(network -> network.contains(address));
  }

  /** Returns the category of the address, with its article; empty if it is public. */
  static Optional<String> category(InetAddress address) {
    Optional<String> category =
        CATEGORIES.stream()
            .filter(each -> each.networks().stream().anyMatch(net -> net.contains(address)))
            .map(Category::name)
            .findFirst();
    return category.isEmpty()
            && address instanceof Inet6Address
            && !GLOBAL_UNICAST.contains(address)
        ? Optional.of(NOT_PUBLIC)
        : category;
  }

  /** Returns the IPv4 address in a NAT64 address; any other address unchanged. */
  static InetAddress unwrapNat64(InetAddress address) {
    if (!NAT64.contains(address)) {
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
