package io.jobwheel.handler.http.transport;

import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response. Closing an exchange before the response is complete aborts the
 * request and closes the connection. Thread-safe.
 */
public final class HttpExchange implements AutoCloseable, FutureCallback<WireResponse> {

  private final CompletableFuture<WireResponse> response = new CompletableFuture<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final Ticker ticker;
  private final long started;
  private final BodyBudget.Reservation reservation;
  private final WireBudget budget;

  // written by the caller's thread or by a transport thread, read by the other
  private volatile @Nullable Future<?> transport;
  private volatile @Nullable AsyncExecRuntime connection;
  private volatile long connectNanos;

  HttpExchange(BodyBudget.Reservation reservation, WireBudget budget, Ticker ticker) {
    this.reservation = reservation;
    this.budget = budget;
    this.ticker = ticker;
    this.started = ticker.read();
  }

  /** Returns the number of bytes that may still be read for the call. */
  WireBudget budget() {
    return budget;
  }

  /** Returns the reservation for the body of the response. */
  BodyBudget.Reservation reservation() {
    return reservation;
  }

  /**
   * Returns the response. The future fails with the exception of the exchange. The body may be used
   * until {@link #close}.
   */
  public CompletableFuture<WireResponse> response() {
    return response;
  }

  /** Fails the exchange with {@link SocketTimeoutException} if it has no connection in time. */
  void connectWithin(Duration limit) {
    ticker.onTimeout(
        connected,
        limit,
        () -> {
          SocketTimeoutException timeout = new SocketTimeoutException("the connection timed out");
          if (connected.completeExceptionally(timeout)) { // before the response: see isSent
            fail(timeout);
          }
        });
  }

  /** Returns whether the request may have been sent: there was a connection in time. */
  public boolean isSent() {
    return connected.isDone() && !connected.isCompletedExceptionally();
  }

  /** Sets the transport's future, which is cancelled if the exchange has failed already. */
  void attach(Future<?> transport) {
    this.transport = transport;
    abortIfFailed();
  }

  /**
   * Called when there is a connection, before the request is sent.
   *
   * @return whether to send the request; false if the exchange has failed or is closed
   */
  boolean connected(AsyncExecRuntime connection) {
    connectNanos = elapsed();
    this.connection = connection;
    boolean inTime = connected.complete(null);
    return inTime && !response.isCompletedExceptionally();
  }

  /**
   * Closes the connection if the exchange has failed. The transport's own cancellation can be lost
   * if it coincides with the connection, so the connection is closed here as well. A later
   * connection is not used, see {@link #connected}.
   */
  private void abortIfFailed() {
    if (!response.isCompletedExceptionally()) {
      return;
    }
    Future<?> running = transport;
    if (running != null) {
      running.cancel(true);
    }
    AsyncExecRuntime open = connection;
    if (open != null) {
      open.discardEndpoint();
    }
  }

  /** Returns the nanoseconds from the start to the connection; 0 before that. */
  long connectNanos() {
    return connectNanos;
  }

  /** Returns the nanoseconds since the start. */
  long elapsed() {
    return ticker.read() - started;
  }

  @Override
  public void completed(WireResponse result) {
    response.complete(result);
  }

  @Override
  public void failed(Exception error) {
    fail(error);
  }

  @Override
  public void cancelled() {
    fail(new IOException("the exchange was cancelled"));
  }

  private void fail(Exception error) {
    response.completeExceptionally(error);
    connected.completeExceptionally(error); // no effect if there is a connection
  }

  @Override
  public void close() {
    cancelled(); // no effect if the response is complete
    abortIfFailed();
    reservation.close();
  }
}
