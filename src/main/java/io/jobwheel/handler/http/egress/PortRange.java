package io.jobwheel.handler.http.egress;

/**
 * A range of ports; both bounds are inclusive.
 *
 * @param first the first port, 1 to 65535
 * @param last the last port, 1 to 65535
 */
public record PortRange(int first, int last) {

  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException(
          "%d-%d is not a range of ports from 1 to 65535".formatted(first, last));
    }
  }

  /**
   * Parses a port or a range, such as {@code 443} or {@code 8000-8999}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static PortRange parse(String text) {
    String[] ends = text.strip().split("-", 2);
    try {
      return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a port or a range; use a form such as 443 or 8000-8999".formatted(text), e);
    }
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }
}
