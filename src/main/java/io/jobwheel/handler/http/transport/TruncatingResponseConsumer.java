package io.jobwheel.handler.http.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Keeps the beginning of a response's body. Further bytes are read and dropped, up to a limit, so
 * that the connection can be reused; beyond it the connection is closed. Confined to a transport
 * thread.
 */
final class TruncatingResponseConsumer implements AsyncResponseConsumer<WireResponse> {

  private static final int INITIAL_CAPACITY = 1_024;

  private final HttpExchange exchange;
  private final int keep;
  private byte[] kept = {};
  private int size; // number of kept bytes
  private long received;
  private long firstByteNanos;
  private @Nullable HttpResponse head;
  private @Nullable FutureCallback<WireResponse> end;

  TruncatingResponseConsumer(HttpExchange exchange, int keep) {
    this.exchange = exchange;
    this.keep = keep;
  }

  @Override
  public void consumeResponse(
      HttpResponse response,
      @Nullable EntityDetails entity,
      HttpContext context,
      FutureCallback<WireResponse> callback)
      throws IOException {
    firstByteNanos = exchange.elapsed();
    head = response;
    end = callback;
    if (entity == null) {
      guard(() -> callback.completed(response(null)));
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
    guard(() -> take(source));
  }

  @Override
  public void streamEnd(@Nullable List<? extends Header> trailers) throws IOException {
    guard(this::complete);
  }

  /** Converts all exceptions, because an {@link Error} would end the transport's thread. */
  private void guard(Step step) throws IOException {
    try {
      step.run();
    } catch (Throwable e) {
      IOException failure =
          e instanceof IOException io
              ? io
              : new IOException("the response could not be kept (%s)".formatted(e), e);
      exchange.failed(failure); // no effect if the response is complete
      throw failure;
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void take(ByteBuffer source) throws IOException {
    received += source.remaining();
    int more = Math.min(keep - size, source.remaining());
    if (more > 0) {
      ensureCapacity(size + more);
      source.get(kept, size, more);
      size += more;
    }
    source.position(source.limit());
    boolean skipsRest = received > keep && exchange.budget().isLow();
    if (skipsRest || received > (long) keep + WireBudget.MAX_DROPPED) {
      complete();
      throw new IOException("the body exceeds the limit of bytes to read");
    }
  }

  private void ensureCapacity(int needed) throws BodyBudgetExhaustedException {
    if (needed > kept.length) {
      int capacity = Math.min(keep, Math.max(needed, Math.max(INITIAL_CAPACITY, 2 * kept.length)));
      if (!exchange.reservation().tryReserve(capacity - kept.length)) {
        throw new BodyBudgetExhaustedException();
      }
      kept = Arrays.copyOf(kept, capacity);
    }
  }

  private void complete() {
    if (end != null) {
      end.completed(response(size == kept.length ? kept : Arrays.copyOf(kept, size)));
    }
  }

  private WireResponse response(byte @Nullable [] body) {
    HttpResponse response = head;
    if (response == null) {
      throw new IllegalStateException("the response has a body but no head");
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
        received > keep,
        exchange.connectNanos(),
        firstByteNanos);
  }

  @Override
  public void failed(Exception cause) {}

  @Override
  public void releaseResources() {}
}
