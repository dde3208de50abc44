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
 * Delegates to another exporter, and logs once when exports fail and once when they succeed again.
 * Spans that could not be exported are counted and lost.
 */
final class LoggingSpanExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(LoggingSpanExporter.class);

  private final SpanExporter exporter;
  private final DroppedSpans dropped;
  // since the first failure in a row
  private final AtomicLong lost = new AtomicLong();

  LoggingSpanExporter(SpanExporter exporter, DroppedSpans dropped) {
    this.exporter = exporter;
    this.dropped = dropped;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> exported(result, count));
  }

  private void exported(CompletableResultCode result, int spans) {
    if (result.isSuccess()) {
      long missed = lost.getAndSet(0);
      if (missed > 0) {
        log.info("traces - sent again (lost spans={})", missed);
      }
    } else {
      dropped.notSent(spans);
      if (lost.getAndAdd(spans) == 0) {
        log.warn(
            "traces - cannot be sent, spans are lost until they can: check {} ({})",
            TracingSwitch.ENDPOINT,
            reason(result.getFailureThrowable()));
      }
    }
  }

  /** Returns the first I/O error in the chain of causes, else the failure itself. */
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
