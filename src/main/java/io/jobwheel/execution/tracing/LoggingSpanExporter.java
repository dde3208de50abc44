package io.jobwheel.execution.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports spans by another exporter, and says once when that fails and once when it works again.
 * What could not be exported is lost and counted; nobody waits for it.
 */
final class LoggingSpanExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(LoggingSpanExporter.class);

  private final SpanExporter exporter;
  private final DroppedSpans all;
  // since the receiver is away
  private final AtomicLong lost = new AtomicLong();

  LoggingSpanExporter(SpanExporter exporter, DroppedSpans all) {
    this.exporter = exporter;
    this.all = all;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> told(result, count));
  }

  private void told(CompletableResultCode result, int spans) {
    if (result.isSuccess()) {
      long missed = lost.getAndSet(0);
      if (missed > 0) {
        log.info("traces - are sent again (lost spans={})", missed);
      }
    } else {
      all.notSent(spans);
      if (lost.getAndAdd(spans) == 0) {
        log.warn(
            "traces - cannot be sent, their spans are lost until they can: check {} ({})",
            TracingSwitch.ENDPOINT,
            reason(result.getFailureThrowable()));
      }
    }
  }

  /** What the network says, where it is the network. */
  private static String reason(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return cause.toString();
      }
    }
    return String.valueOf(failure);
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
