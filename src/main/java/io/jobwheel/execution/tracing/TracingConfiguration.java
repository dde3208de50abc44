package io.jobwheel.execution.tracing;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.execution.attempt.Tracing;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires spans, as far as Spring Boot does not. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

  @Bean
  Tracing tracing(ObjectProvider<Tracer> tracer) {
    Tracer available = tracer.getIfAvailable();
    return available == null ? Tracing.OFF : new MicrometerTracing(available);
  }

  /** There in any case, so that its meter is: whoever makes no span loses none. */
  @Bean
  DroppedSpans lostSpans() {
    return new DroppedSpans();
  }

  /** What is there only when spans are made. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(TracingSwitch.On.class)
  static class Spans {

    @Bean
    StartCheck traceTransportCheck(Environment environment) {
      return () -> TracingSwitch.ensureHttp(environment);
    }

    @Bean
    SdkTracerProviderBuilderCustomizer linksDecideLikeParents(Sampler sampler) {
      return builder -> builder.setSampler(new LinkSampler(sampler));
    }

    @Bean
    SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters, DroppedSpans lost) {
      return SpanExporters.of(
          exporters
              .orderedStream()
              .<SpanExporter>map(exporter -> new LoggingSpanExporter(exporter, lost))
              .toList());
    }

    /** For what makes and sends spans; Spring Boot gives it to them. */
    @Bean
    MeterProvider meterProvider(DroppedSpans lost) {
      return lost.provider();
    }

    /** A scrape every few seconds is nobody's request. */
    @Bean
    SpanExportingPredicate noManagement(
        @Value("${management.endpoints.web.base-path:/actuator}") String path) {
      return path.equals("/")
          ? _ -> true // no telling then
          : span -> !span.getTags().getOrDefault("http.url", "").startsWith(path);
    }
  }
}
