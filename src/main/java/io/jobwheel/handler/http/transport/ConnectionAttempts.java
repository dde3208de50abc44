package io.jobwheel.handler.http.transport;

import io.jobwheel.job.Durations;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The addresses of a host that one attempt tries in turn, and the time that each has for its
 * connection. They share the limit evenly, and what one does not use is for those after it, so that
 * an address that swallows connections never takes all of it. Confined to one thread.
 */
public final class ConnectionAttempts {

  private static final int MOST = 3;
  private static final Duration LEAST_SHARE = Duration.ofMillis(1);

  private final List<InetAddress> inTurn;
  private final Ticker ticker;
  private final long end;
  private int next;

  /**
   * Chooses what an attempt tries.
   *
   * @param found never none
   * @param attempt from 1
   * @param limit for all connections together
   * @param ticker measures it
   */
  public ConnectionAttempts(List<InetAddress> found, int attempt, Duration limit, Ticker ticker) {
    this.inTurn = inTurn(found, attempt);
    this.ticker = ticker;
    this.end = ticker.after(limit);
  }

  /** Each attempt begins elsewhere, and attempts go round all addresses. */
  static List<InetAddress> inTurn(List<InetAddress> found, int attempt) {
    int step = found.size() > MOST ? MOST : 1;
    List<InetAddress> turned = new ArrayList<>(found);
    Collections.rotate(turned, -Math.floorMod((attempt - 1) * step, found.size()));
    return turned.stream().limit(MOST).toList();
  }

  public boolean hasNext() {
    return next < inTurn.size();
  }

  /** How long the next address has; asked for before it is taken. */
  public Duration share() {
    return Durations.greatest(ticker.until(end).dividedBy(inTurn.size() - next), LEAST_SHARE);
  }

  public InetAddress next() {
    return inTurn.get(next++);
  }
}
