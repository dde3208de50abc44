package io.jobwheel.handler.http.egress;

import java.net.InetAddress;

/**
 * A block of addresses in CIDR notation.
 *
 * @param address an address of the block
 * @param prefix the length of the prefix in bits
 */
public record Network(InetAddress address, int prefix) {

  /**
   * Parses a block such as {@code 10.0.0.0/8} or {@code fd00::/8}, or a single address.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress address = InetAddress.ofLiteral(first);
      int bits = address.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      // IPv4 needs four decimal numbers: the JDK reads 10.1/16 as 10.0.0.1/16
      boolean plain = bits > 32 || address.getHostAddress().equals(first);
      if (plain && prefix >= 0 && prefix <= bits) {
        return new Network(address, prefix);
      }
    } catch (IllegalArgumentException e) {
      // falls through
    }
    throw new IllegalArgumentException(
        "'%s' is not a network; use a form such as 10.0.0.0/8, fd00::/8 or 192.0.2.1"
            .formatted(text));
  }

  /** Returns whether the block contains the address. */
  public boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] others = other.getAddress();
    if (own.length != others.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((own[bit / 8] & mask) != (others[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the block is a single address. */
  boolean isSingle() {
    return prefix == address.getAddress().length * 8;
  }
}
