package io.jobwheel.handler.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.ProtocolVersion;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the beginning of a response. What follows is read and dropped, so that the connection can
 * be used again, but only to a limit; then the connection is closed. Confined to the transport's
 * thread.
 */
final class ResponseKeeper implements AsyncResponseConsumer<WireResponse> {

  private static final int MAX_DROPPED = 1 << 20;

  private final Exchange exchange;
  private final int keep;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
  private long seen;
  private long firstByteNanos;
  private @Nullable HttpResponse head;
  private @Nullable FutureCallback<WireResponse> end;

  ResponseKeeper(Exchange exchange, int keep) {
    this.exchange = exchange;
    this.keep = keep;
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<WireResponse> callback) {
    firstByteNanos = exchange.elapsed();
    head = response;
    end = callback;
    if (entity == null) {
      callback.completed(response(null));
    }
  }

  @Override
  public void informationResponse(HttpResponse response, HttpContext context) {}

  @Override
  public void updateCapacity(CapacityChannel channel) throws IOException {
    channel.update(Integer.MAX_VALUE);
  }

  @Override
  public void consume(ByteBuffer source) throws IOException {
    seen += source.remaining();
    int room = Math.min(keep - kept.size(), source.remaining());
    if (room > 0) {
      byte[] bytes = new byte[room];
      source.get(bytes);
      kept.write(bytes);
    }
    source.position(source.limit());
    if (seen > (long) keep + MAX_DROPPED) {
      complete();
      throw new IOException("the body is longer than what is read of one");
    }
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) {
    complete();
  }

  private void complete() {
    if (end != null) {
      end.completed(response(kept.toByteArray()));
    }
  }

  private WireResponse response(byte @Nullable [] body) {
    HttpResponse response = head;
    if (response == null) {
      throw new IllegalStateException("a body without a head");
    }
    List<WireResponse.Field> fields = new ArrayList<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue();
      fields.add(new WireResponse.Field(header.getName(), value == null ? "" : value));
    }
    ProtocolVersion version = response.getVersion();
    return new WireResponse(
        response.getCode(),
        (version == null ? HttpVersion.HTTP_1_1 : version).toString(),
        fields,
        body,
        seen > keep,
        exchange.connectNanos(),
        firstByteNanos);
  }

  @Override
  public void failed(Exception cause) {}

  @Override
  public void releaseResources() {}
}
