package io.jobwheel.handler.http.transport;

import java.io.IOException;
import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecRuntime;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.nio.AsyncDataConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP/2 connection after a request with a small body. The library sends the end of a
 * body in a separate frame. Servers treat small frames that are not the last as an attack (Tomcat:
 * those below 1 KiB), and close the connection during a later request.
 */
final class Http2SmallBodyWorkaround implements AsyncExecCallback {

  /** The size in bytes from which a body is not small. */
  static final int SMALL_BODY = 2_048;

  private final AsyncExecCallback callback;
  private final AsyncExecRuntime connection;
  private volatile boolean http2; // written and read by the transport's threads

  Http2SmallBodyWorkaround(AsyncExecCallback callback, AsyncExecRuntime connection) {
    this.callback = callback;
    this.connection = connection;
  }

  @Override
  public @Nullable AsyncDataConsumer handleResponse(
      HttpResponse response, @Nullable EntityDetails body) throws HttpException, IOException {
    http2 = HttpVersion.HTTP_2.equals(response.getVersion());
    return callback.handleResponse(response, body);
  }

  @Override
  public void handleInformationResponse(HttpResponse response) throws HttpException, IOException {
    callback.handleInformationResponse(response);
  }

  @Override
  public void completed() {
    if (http2) {
      connection.markConnectionNonReusable();
    }
    callback.completed();
  }

  @Override
  public void failed(Exception cause) {
    callback.failed(cause);
  }
}
