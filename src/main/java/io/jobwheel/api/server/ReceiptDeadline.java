package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import java.net.SocketTimeoutException;
import org.apache.coyote.Constants;
import org.apache.coyote.RequestInfo;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Limits the time for receiving the head of a request, and then its body, each as a whole; the
 * time-out of Tomcat restarts with every byte. The time starts with the first byte of a part,
 * including empty lines before a head. A connection that sends nothing is subject to the time-out
 * of Tomcat.
 */
final class ReceiptDeadline {

  // limit of a body as a multiple of that of a head: 1 MB instead of 8 KB
  private static final int BODY_FACTOR = 3;
  // divisor of the limit of a head, for a body while slow bodies block too many threads
  private static final int SLOW_BODIES_DIVISOR = 40;
  private static final long NEVER = 0;

  private final SlowBodies slowBodies;
  private final Ticker ticker;

  // confined to the thread that serves the connection; Tomcat publishes it to the next one
  private long since = NEVER;
  private boolean inBody;
  private boolean waitsForBody;
  private int served;
  private @Nullable RequestInfo request;

  ReceiptDeadline(SlowBodies slowBodies, Ticker ticker) {
    this.slowBodies = slowBodies;
    this.ticker = ticker;
  }

  /** Resets all state, because the channel is reused for another connection. */
  void reset() {
    since = NEVER;
    inBody = false;
    request = null;
  }

  /** Starts the time of a request unless it has started. */
  void begin(RequestInfo started) {
    request = started;
    served = started.getRequestCount();
    start();
  }

  /** Starts the time unless it has started. */
  void start() {
    if (since == NEVER) {
      since = ticker.read();
    }
  }

  /** Counts the connection as a slow body: its thread is about to wait for more data. */
  private void waitForBody() {
    if (!waitsForBody) {
      waitsForBody = true;
      slowBodies.add();
    }
  }

  /** Ends the wait for the body, if there is one. */
  void leave() {
    if (waitsForBody) {
      waitsForBody = false;
      slowBodies.remove();
    }
  }

  /** Ends the time of a complete request. */
  void end() {
    since = NEVER;
    inBody = false;
  }

  /** Returns whether a request was served since {@link #begin}. */
  boolean hasServed() {
    return request != null && request.getRequestCount() != served;
  }

  /**
   * Checks the deadline before a read.
   *
   * @param limit the limit of a head in milliseconds; 0 or less for none
   * @throws SocketTimeoutException if the deadline has passed
   */
  void check(int limit) throws SocketTimeoutException {
    updateStage();
    if (limit > 0 && since != NEVER && millisLeft(limit) <= 0) {
      throw new SocketTimeoutException("the request was not received in time");
    }
  }

  /** Limits the read time-out of the connection to the time that is left. */
  void bound(SocketWrapperBase<?> connection, int limit) {
    if (limit > 0 && since != NEVER) {
      connection.setReadTimeout(Math.clamp(millisLeft(limit), 1, limit));
    }
  }

  /** Limits the read time-out for the first bytes of a body if many bodies are slow. */
  void boundBody(SocketWrapperBase<?> connection, int limit) {
    if (limit > 0 && slowBodies.areMany()) {
      connection.setReadTimeout(Math.max(limit / SLOW_BODIES_DIVISOR, 1));
    }
  }

  /**
   * Updates the deadline after a read.
   *
   * @param read the number of bytes; 0 if none were available, negative at the end
   */
  void afterRead(long read, SocketWrapperBase<?> connection, int limit) {
    if (read > 0) {
      start();
    }
    if (inBody) {
      if (read == 0) {
        waitForBody();
      }
      bound(connection, limit);
    }
  }

  private long millisLeft(int limit) {
    long took = ticker.since(since).toMillis();
    if (!inBody) {
      return limit - took;
    }
    return (slowBodies.areMany() ? limit / SLOW_BODIES_DIVISOR : (long) BODY_FACTOR * limit) - took;
  }

  /** Restarts the time if the head, or the whole request, is complete since the last call. */
  private void updateStage() {
    if (request == null) {
      return;
    }
    if (hasServed()) {
      served = request.getRequestCount();
      end();
    }
    int stage = request.getStage();
    boolean body = stage >= Constants.STAGE_PREPARE && stage <= Constants.STAGE_ENDOUTPUT;
    if (body && !inBody) {
      inBody = true;
      since = ticker.read();
    }
  }
}
