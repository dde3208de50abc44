package io.jobwheel.handler.http.transport;

import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way, and its response until it is closed. Closing it before its response is
 * there gives the request up and closes its connection. Safe from any thread.
 */
public final class HttpExchange implements AutoCloseable, FutureCallback<WireResponse> {

  private final CompletableFuture<WireResponse> response = new CompletableFuture<>();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final Ticker ticker;
  private final long begun;
  private final BodyBudget.Share room;
  private final WireBudget budget;

  // written by the thread that begins the exchange or by the transport's, read by the other
  private volatile @Nullable Future<?> transport;
  private volatile @Nullable AsyncExecRuntime connection;
  private volatile long connectNanos;

  HttpExchange(BodyBudget.Share room, WireBudget budget, Ticker ticker) {
    this.room = room;
    this.budget = budget;
    this.ticker = ticker;
    this.begun = ticker.read();
  }

  /** What may still be read for the call. */
  WireBudget budget() {
    return budget;
  }

  /** What the body of the response takes. */
  BodyBudget.Share room() {
    return room;
  }

  /** The response; fails with what went wrong. Its body is to be used before the close. */
  public CompletableFuture<WireResponse> response() {
    return response;
  }

  /** Fails with a {@link SocketTimeoutException} when there is no connection by then. */
  void connectWithin(Duration limit) {
    var _ =
        connected
            .orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
            .whenComplete((_, late) -> {
              if (late != null) {
                fail(new SocketTimeoutException("no connection"));
              }
            });
  }

  /** Whether the request may have gone out: there was a connection in time. */
  public boolean isSent() {
    return connected.isDone() && !connected.isCompletedExceptionally();
  }

  void isCarriedBy(Future<?> transport) {
    this.transport = transport;
    giveUpUnlessAnswered();
  }

  /**
   * There is a connection; the request goes out now.
   *
   * @return false when nobody waits any more: then it must not go out
   */
  boolean connected(AsyncExecRuntime connection) {
    connectNanos = elapsed();
    this.connection = connection;
    boolean inTime = connected.complete(null);
    return inTime && !response.isCompletedExceptionally();
  }

  /**
   * Closes the connection, unless the response is there: then it may be used again. The transport's
   * own cancel can get lost, when it comes while the connection is just there; so it is closed
   * here, too. One that is yet to come is closed when it comes, see {@link #connected}.
   */
  private void giveUpUnlessAnswered() {
    if (!response.isCompletedExceptionally()) {
      return;
    }
    Future<?> carrier = transport;
    if (carrier != null) {
      carrier.cancel(true);
    }
    AsyncExecRuntime open = connection;
    if (open != null) {
      open.discardEndpoint();
    }
  }

  long connectNanos() {
    return connectNanos;
  }

  long elapsed() {
    return ticker.read() - begun;
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
    fail(new IOException("the exchange was given up"));
  }

  private void fail(Exception error) {
    response.completeExceptionally(error);
    connected.completeExceptionally(error); // without effect when there is a connection
  }

  @Override
  public void close() {
    cancelled(); // without effect when the response is there
    giveUpUnlessAnswered();
    room.close();
  }
}
