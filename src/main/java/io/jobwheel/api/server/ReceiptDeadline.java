package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import java.net.SocketTimeoutException;
import org.apache.coyote.Constants;
import org.apache.coyote.RequestInfo;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a connection takes to send the head of a request, and then its body, each as a
 * whole. Tomcat starts its time-out anew with every byte. Time counts from the first byte of a
 * part, empty lines before a head included; a connection that sends nothing is Tomcat's to time
 * out.
 */
final class ReceiptDeadline {

  // a body may have a megabyte, a head 8 KB
  private static final int BODY = 3;
  // what is left of the time for a head to a body when slow ones hold too many threads
  private static final int HURRY = 40;
  private static final long NEVER = 0;

  private final SlowBodies slowBodies;
  private final Ticker ticker;

  // for the one thread that serves the connection at a time; Tomcat hands it over safely
  private long since = NEVER;
  private boolean inBody;
  private boolean waitsForBody;
  private int served;
  private @Nullable RequestInfo request;

  ReceiptDeadline(SlowBodies slowBodies, Ticker ticker) {
    this.slowBodies = slowBodies;
    this.ticker = ticker;
  }

  /** Forgets everything: the channel carries another connection from now on. */
  void reset() {
    since = NEVER;
    inBody = false;
    request = null;
  }

  /** Something has arrived for that request. */
  void begin(RequestInfo now) {
    request = now;
    served = now.getRequestCount();
    start();
  }

  /** Starts to count unless it counts already. */
  void start() {
    if (since == NEVER) {
      since = ticker.read();
    }
  }

  /** The thread is about to wait for more of the body. */
  private void waitForBody() {
    if (!waitsForBody) {
      waitsForBody = true;
      slowBodies.add();
    }
  }

  /** The thread goes on to something else. */
  void leave() {
    if (waitsForBody) {
      waitsForBody = false;
      slowBodies.remove();
    }
  }

  /** The request is complete: time counts from the first byte of the next one. */
  void end() {
    since = NEVER;
    inBody = false;
  }

  /** Whether a request was served since {@link #begin}. */
  boolean hasServed() {
    return request != null && request.getRequestCount() != served;
  }

  /**
   * Looks at the clock before something is read.
   *
   * @param limit of a head, in milliseconds; 0 or less for none
   */
  void check(int limit) throws SocketTimeoutException {
    follow();
    if (limit > 0 && since != NEVER && left(limit) <= 0) {
      throw new SocketTimeoutException("the request did not arrive in time");
    }
  }

  /**
   * Lets the connection wait no longer for its next piece than until the part has to be complete.
   */
  void bound(SocketWrapperBase<?> connection, int limit) {
    if (limit > 0 && since != NEVER) {
      connection.setReadTimeout(Math.clamp(left(limit), 1, limit));
    }
  }

  /** The same for the first piece of a body, before there is a look for it. */
  void boundBody(SocketWrapperBase<?> connection, int limit) {
    if (limit > 0 && slowBodies.areMany()) {
      connection.setReadTimeout(Math.max(limit / HURRY, 1));
    }
  }

  /**
   * Counts what was read.
   *
   * @param read how many bytes; 0 if there were none, negative at the end
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

  private long left(int limit) {
    long took = ticker.since(since).toMillis();
    if (!inBody) {
      return limit - took;
    }
    return (slowBodies.areMany() ? limit / HURRY : (long) BODY * limit) - took;
  }

  /** Notices that a head was complete since the last look, or a whole request. */
  private void follow() {
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
