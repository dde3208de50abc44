package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/** Takes traces by OTLP over HTTP, on this machine, and reads them. */
public final class OtlpReceiver implements AutoCloseable {

  private static final long LIMIT = 20_000_000_000L;

  private final HttpServer server;
  // guarded by this
  private final List<Span> spans = new ArrayList<>();
  private int requests;

  public OtlpReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      synchronized (this) {
        requests++;
        request.getResourceSpansList().stream()
            .flatMap(resource -> resource.getScopeSpansList().stream())
            .flatMap(scope -> scope.getSpansList().stream())
            .forEach(spans::add);
        notifyAll();
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** How often somebody came. */
  public synchronized int requests() {
    return requests;
  }

  public synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The first span like that, once it is there. */
  public Span await(Predicate<Span> wanted) throws InterruptedException {
    return await(1, wanted).getFirst();
  }

  /** So many spans like that, once they are there. */
  public synchronized List<Span> await(int count, Predicate<Span> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT;
    while (true) {
      List<Span> found = spans.stream().filter(wanted).toList();
      if (found.size() >= count) {
        return found;
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      assertThat(left).as("no such span in %s", spans).isPositive();
      wait(left);
    }
  }

  /** The span of a run of that job. */
  public Span awaitRun(String jobId) throws InterruptedException {
    return await(span -> jobId.equals(attribute(span, "jobwheel.job.id")));
  }

  /** The attribute as text; empty when it is not there. */
  public static String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(attribute ->
            attribute.getValue().hasIntValue()
                ? Long.toString(attribute.getValue().getIntValue())
                : attribute.getValue().getStringValue())
        .findFirst()
        .orElse("");
  }

  public static String traceId(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  public static String spanId(Span span) {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  public static String parentId(Span span) {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  /** What it is linked to, each as {@code <trace id>-<span id>}. */
  public static List<String> links(Span span) {
    return span.getLinksList().stream()
        .map(link ->
            HexFormat.of().formatHex(link.getTraceId().toByteArray())
                + "-"
                + HexFormat.of().formatHex(link.getSpanId().toByteArray()))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
