package io.jobwheel.handler.http.transport;

import io.jobwheel.job.Durations;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The addresses of a host that an attempt tries in turn, at most three, and the time limit of each.
 * The remaining time is divided evenly among the remaining addresses, so that an address that does
 * not respond leaves time for the next. Not thread-safe.
 */
public final class ConnectionAttempts {

  private static final int MAX_ADDRESSES = 3;
  private static final Duration MIN_LIMIT = Duration.ofMillis(1);

  private final List<InetAddress> addresses;
  private final Ticker ticker;
  private final long end;
  private int next;

  /**
   * Selects the addresses for an attempt.
   *
   * @param found the addresses of the host, at least one
   * @param attempt the number of the attempt, from 1
   * @param limit the time limit of all connection attempts together
   * @param ticker measures the limit
   */
  public ConnectionAttempts(List<InetAddress> found, int attempt, Duration limit, Ticker ticker) {
    this.addresses = inOrder(found, attempt);
    this.ticker = ticker;
    this.end = ticker.after(limit);
  }

  /** Returns the addresses of an attempt: consecutive attempts rotate through all addresses. */
  static List<InetAddress> inOrder(List<InetAddress> found, int attempt) {
    int step = found.size() > MAX_ADDRESSES ? MAX_ADDRESSES : 1;
    List<InetAddress> rotated = new ArrayList<>(found);
    Collections.rotate(rotated, -Math.floorMod((attempt - 1) * step, found.size()));
    return rotated.stream().limit(MAX_ADDRESSES).toList();
  }

  /** Returns whether there is another address. */
  public boolean hasNext() {
    return next < addresses.size();
  }

  /** Returns the time limit of the next address, at least 1 ms. Called before {@link #next}. */
  public Duration nextLimit() {
    return Durations.greatest(ticker.until(end).dividedBy(addresses.size() - next), MIN_LIMIT);
  }

  /** Returns the next address. */
  public InetAddress next() {
    return addresses.get(next++);
  }
}
