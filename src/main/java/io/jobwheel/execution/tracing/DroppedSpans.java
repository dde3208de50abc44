package io.jobwheel.execution.tracing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * Counts lost spans: those that were dropped because the queue was full, by the metrics of
 * OpenTelemetry, and those that could not be sent. Safe for use by any thread.
 */
final class DroppedSpans implements MeterBinder {

  static final String LOST = "jobwheel.trace.spans.lost";

  // names of OpenTelemetry
  private static final String PROCESSED = "processedSpans";
  private static final AttributeKey<Boolean> DROPPED = AttributeKey.booleanKey("dropped");

  private final LongAdder notSent = new LongAdder();
  private final OnDemandReader library = new OnDemandReader();

  /** Counts spans that could not be sent. */
  void notSent(int spans) {
    notSent.add(spans);
  }

  /**
   * Returns the provider for the metrics of OpenTelemetry's own span processors; these metrics are
   * not exported.
   */
  MeterProvider provider() {
    return SdkMeterProvider.builder().registerMetricReader(library).build();
  }

  private double dropped() {
    return library.metrics.collectAllMetrics().stream()
        .filter(metric -> metric.getName().equals(PROCESSED))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .filter(point -> Boolean.TRUE.equals(point.getAttributes().get(DROPPED)))
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    count(registry, "queue-full", DroppedSpans::dropped);
    count(registry, "not-sent", lost -> lost.notSent.sum());
  }

  private void count(MeterRegistry registry, String reason, ToDoubleFunction<DroppedSpans> count) {
    FunctionCounter.builder(LOST, this, count)
        .description(
            "Spans that were lost because the queue was full or the receiver did not accept them")
        .tags("reason", reason)
        .register(registry);
  }

  /** Collects cumulative metrics on demand. */
  private static final class OnDemandReader implements MetricReader {

    // written once, when the provider is built
    private volatile CollectionRegistration metrics = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration registration) {
      metrics = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
