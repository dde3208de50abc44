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
 * Makes an exchange of HTTP/2 the last of its connection. The transport sends the end of a body in
 * a frame of its own; servers count small frames that are not the last as an attack (Tomcat: those
 * below 1 KiB) and end the connection after a few such requests, in the middle of one.
 */
final class Http2SmallBodyWorkaround implements AsyncExecCallback {

  /** Bytes; a body from here on is no small frame to anybody. */
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
