package io.jobwheel.handler.http.egress;

import java.net.InetAddress;

/**
 * A block of addresses.
 *
 * @param address its first
 * @param prefix how many leading bits all have in common
 */
public record Network(InetAddress address, int prefix) {

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
   *
   * @throws IllegalArgumentException when the text is none of these
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress address = InetAddress.ofLiteral(first);
      int bits = address.getAddress().length * 8;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      // of IPv4 only four plain numbers: who writes 10.1/16 means something else than the JDK
      boolean plain = bits > 32 || address.getHostAddress().equals(first);
      if (plain && prefix >= 0 && prefix <= bits) {
        return new Network(address, prefix);
      }
    } catch (IllegalArgumentException e) {
      // falls through
    }
    throw new IllegalArgumentException(
        "'%s' is no network; write one as 10.0.0.0/8, fd00::/8 or 192.0.2.1".formatted(text));
  }

  /** Whether that address belongs to this block. */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is one address only. */
  boolean isSingle() {
    return prefix == address.getAddress().length * 8;
  }
}
