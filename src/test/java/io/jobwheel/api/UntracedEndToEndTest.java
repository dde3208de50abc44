package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.handler.TracedHandler;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.job.ExecutionMode;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A node without an OTLP endpoint creates no spans, and propagates the traceparent of clients. */
@Timeout(60)
@TestPropertySource(
    properties = {"test.processes=1", "jobwheel.http.egress.allowed-networks=127.0.0.1"})
class UntracedEndToEndTest extends EndToEndTestCase {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String HEADER = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @TestConfiguration
  static class Handlers {

    @Bean
    TracedHandler traced() {
      return new TracedHandler();
    }
  }

  private JsonNode run(String body, String... headers) {
    var request = api.jsonPost("/api/v1/jobs", body).header("Prefer", "wait=20");
    List.of(headers).forEach(header -> request.header("traceparent", header));
    return json(api.send(request));
  }

  @Test
  void nothingOfTracingIsThere(@Autowired ApplicationContext context) {
    for (Class<?> part :
        List.of(Tracer.class, OpenTelemetry.class, SdkTracerProvider.class, SpanContext.class)) {
      assertThat(context.getBeanNamesForType(part)).as(part.getName()).isEmpty();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().contains("BatchSpanProcessor"));
  }

  @ParameterizedTest
  @EnumSource
  void theTraceparentOfTheClientIsPropagated(ExecutionMode mode) throws Exception {
    try (LogCapture log = new LogCapture()) {
      String word = "untraced-" + mode;
      JsonNode job =
          run(
              "{\"type\":\"traced\",\"mode\":\"%s\",\"payload\":{\"word\":\"%s\",\"fails\":false}}"
                  .formatted(mode, word),
              HEADER);

      assertThat(text(job, "/traceparent")).isEqualTo(HEADER);
      assertThat(text(job, "/result")).isEqualTo(HEADER);
      for (String when : List.of("before", "aside", "after")) {
        assertThat(log.await(word + " " + when).getMDCPropertyMap())
            .containsEntry("job", text(job, "/id"))
            .containsEntry("attempt", "1")
            .containsEntry("traceId", TRACE);
      }
    }
  }

  @Test
  void withoutATraceparentNoneIsPropagated() throws Exception {
    try (RawServer server =
        new RawServer((_, out) -> RawServer.write(out, RawServer.response("200 OK", "fine")))) {
      var _ = run("{\"type\":\"http\",\"payload\":{\"url\":\"%s\"}}".formatted(server.url("/1")));
      var _ =
          run(
              "{\"type\":\"http\",\"payload\":{\"url\":\"%s\"}}".formatted(server.url("/2")),
              HEADER);
      assertThat(server.requests().getFirst().headers()).doesNotContainKey("traceparent");
      assertThat(server.requests().getLast().headers()).containsEntry("traceparent", HEADER);
    }
  }
}
