package io.jobwheel.handler.http.egress;

/** The ports from the first to the last, both included. */
public record PortRange(int first, int last) {

  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException(
          "%d-%d are no ports; they go from 1 to 65535".formatted(first, last));
    }
  }

  /**
   * Reads {@code 443} or {@code 8000-8999}.
   *
   * @throws IllegalArgumentException when the text is neither
   */
  public static PortRange parse(String text) {
    String[] ends = text.strip().split("-", 2);
    try {
      return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is no port; write 443 or 8000-8999".formatted(text), e);
    }
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }
}
