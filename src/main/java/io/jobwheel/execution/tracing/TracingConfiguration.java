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

/** Wires the parts of tracing that Spring Boot does not configure. */
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

  @Bean
  Tracing tracing(ObjectProvider<Tracer> tracer) {
    Tracer available = tracer.getIfAvailable();
    return available == null ? Tracing.OFF : new MicrometerTracing(available);
  }

  /** Defined even if tracing is off, so that its meter exists with the value 0. */
  @Bean
  DroppedSpans droppedSpans() {
    return new DroppedSpans();
  }

  /** The beans that exist only if tracing is on. */
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
    SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters, DroppedSpans dropped) {
      return SpanExporters.of(
          exporters
              .orderedStream()
              .<SpanExporter>map(exporter -> new LoggingSpanExporter(exporter, dropped))
              .toList());
    }

    /** Spring Boot passes it to the span processors. */
    @Bean
    MeterProvider meterProvider(DroppedSpans dropped) {
      return dropped.provider();
    }

    /** Excludes requests to management endpoints, such as scrapes. */
    @Bean
    SpanExportingPredicate noManagement(
        @Value("${management.endpoints.web.base-path:/actuator}") String path) {
      return path.equals("/")
          ? _ -> true // management and API requests have the same paths
          : span -> !span.getTags().getOrDefault("http.url", "").startsWith(path);
    }
  }
}
