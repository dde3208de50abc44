package io.jobwheel.api.server;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
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
  private static final long NEVER = 0;

  // for the one thread that serves the connection at a time; Tomcat hands it over safely
  private long since = NEVER;
  private boolean inBody;
  private int served;
  private @Nullable RequestInfo request;

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
      since = System.nanoTime();
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

  boolean inBody() {
    return inBody;
  }

  private long left(int limit) {
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    return (inBody ? (long) BODY * limit : limit) - took;
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
      since = System.nanoTime();
    }
  }
}
