package io.jobwheel.api;

import static io.jobwheel.OtlpReceiver.attribute;
import static io.jobwheel.OtlpReceiver.links;
import static io.jobwheel.OtlpReceiver.parentId;
import static io.jobwheel.OtlpReceiver.spanId;
import static io.jobwheel.OtlpReceiver.traceId;
import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.LogCapture;
import io.jobwheel.OtlpReceiver;
import io.jobwheel.handler.TracedHandler;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.job.ExecutionMode;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Spans that an OTLP collector receives, from submissions to attempts in every mode. */
@Timeout(60)
@TestPropertySource(
    properties = {
      "test.processes=1",
      "management.tracing.sampling.probability=1.0",
      "management.opentelemetry.tracing.export.schedule-delay=50ms",
      "management.opentelemetry.tracing.export.otlp.timeout=1s",
      "jobwheel.http.egress.allowed-networks=127.0.0.1"
    })
class TracingEndToEndTest extends EndToEndTestCase {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
  private static final OtlpReceiver OTLP = new OtlpReceiver();

  @TestConfiguration
  static class Handlers {

    @Bean
    TracedHandler traced() {
      return new TracedHandler();
    }
  }

  @DynamicPropertySource
  static void receiver(DynamicPropertyRegistry properties) {
    properties.add("management.opentelemetry.tracing.export.otlp.endpoint", OTLP::endpoint);
  }

  @AfterAll
  static void closeReceiver() {
    OTLP.close();
  }

  private JsonNode run(String body, String traceparent) {
    HttpResponse<String> response =
        api.send(
            api.jsonPost("/api/v1/jobs", body)
                .header("Prefer", "wait=20")
                .header("traceparent", traceparent));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static String traced(String mode, String word, boolean fails) {
    return "{\"type\":\"traced\",\"mode\":\"%s\",\"payload\":{\"word\":\"%s\",\"fails\":%s}}"
        .formatted(mode, word, fails);
  }

  @ParameterizedTest
  @EnumSource
  void aRunIsASpanLinkedToItsSubmitAndItsLogCarriesItsIds(ExecutionMode asked) throws Exception {
    String mode = asked.wireName();
    try (LogCapture log = new LogCapture()) {
      String word = "word-of-" + mode;
      JsonNode job = run(traced(mode, word, false), SAMPLED);

      String id = text(job, "/id");
      Span run = OTLP.awaitRun(id);
      Span submit =
          OTLP.await(span ->
              traceId(span).equals(TRACE)
                  && links(run).equals(List.of(traceId(span) + "-" + spanId(span))));
      assertThat(submit.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(parentId(submit)).isEqualTo(SPAN);
      assertThat(text(job, "/traceparent"))
          .isEqualTo("00-%s-%s-01".formatted(TRACE, spanId(submit)));

      assertThat(run.getName()).isEqualTo("run traced");
      assertThat(run.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
      assertThat(traceId(run)).isNotEqualTo(TRACE);
      assertThat(parentId(run)).isEmpty();
      assertThat(attribute(run, "jobwheel.job.type")).isEqualTo("traced");
      assertThat(attribute(run, "jobwheel.job.mode")).isEqualTo(mode);
      assertThat(attribute(run, "jobwheel.job.attempt")).isEqualTo("1");
      assertThat(attribute(run, "jobwheel.node")).contains("/");
      assertThat(attribute(run, "jobwheel.group.id")).isEmpty();
      assertThat(attribute(run, "jobwheel.outcome")).isEqualTo("succeeded");
      assertThat(run.getStatus().getCode()).isNotEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(text(job, "/result"))
          .isEqualTo("00-%s-%s-01".formatted(traceId(run), spanId(run)));

      for (String when : List.of("before", "aside", "after")) {
        assertThat(log.await(word + " " + when).getMDCPropertyMap())
            .as(when)
            .containsEntry("job", id)
            .containsEntry("attempt", "1")
            .containsEntry("node", attribute(run, "jobwheel.node"))
            .containsEntry("traceId", traceId(run))
            .containsEntry("spanId", spanId(run))
            .doesNotContainKey("group");
      }
      assertThat(log.await(word + " after").getLevel().toString()).isEqualTo("WARN");
    }
  }

  @Test
  void everyRunOfAGroupIsLinkedToTheOneSubmit() throws Exception {
    String group =
        "{\"mode\":\"event-loop\",\"jobs\":[%s,%s]}"
            .formatted(countdown("A", "10ms"), countdown("B", "10ms"));
    JsonNode document =
        json(
            api.send(
                api.jsonPost("/api/v1/groups", group)
                    .header("Prefer", "wait=20")
                    .header("traceparent", SAMPLED)));
    String groupId = text(document, "/id");

    List<Span> runs = OTLP.await(2, span -> attribute(span, "jobwheel.group.id").equals(groupId));

    assertThat(runs).hasSize(2);
    assertThat(runs).extracting(OtlpReceiver::traceId).doesNotHaveDuplicates();
    assertThat(links(runs.getFirst())).hasSize(1).isEqualTo(links(runs.getLast()));
  }

  @Test
  void aFailureHasItsCodeAndNotItsMessage() throws Exception {
    try (LogCapture log = new LogCapture()) {
      String id = text(run(traced("thread-pool", "hush", true), SAMPLED), "/id");

      Span run = OTLP.awaitRun(id);

      assertThat(attribute(run, "jobwheel.outcome")).isEqualTo("failed");
      assertThat(attribute(run, "jobwheel.error.code")).isEqualTo("told-to");
      assertThat(run.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
      assertThat(run.toString()).doesNotContain("hush");
      assertThat(log.await("attempt 1 failed").getMDCPropertyMap())
          .containsEntry("job", id)
          .containsEntry("traceId", traceId(run));
    }
  }

  @Test
  void whatTheClientDoesNotSampleHasNoSpanAndItsIdsAllTheSame() throws Exception {
    JsonNode unsampled = run(traced("event-loop", "u", false), "00-" + TRACE + "-" + SPAN + "-00");
    JsonNode sampled = run(traced("event-loop", "s", false), SAMPLED);

    var _ = OTLP.awaitRun(text(sampled, "/id"));

    String id = text(unsampled, "/id");
    assertThat(text(unsampled, "/traceparent")).startsWith("00-" + TRACE).endsWith("-00");
    assertThat(text(unsampled, "/result")).startsWith("00-").endsWith("-00");
    assertThat(OTLP.spans()).noneMatch(span -> attribute(span, "jobwheel.job.id").equals(id));
  }

  @Test
  void aCallOfTheTypeHttpHasATraceparent() throws Exception {
    try (RawServer server =
        new RawServer((_, out) -> RawServer.write(out, RawServer.response("200 OK", "fine")))) {
      JsonNode job =
          run(
              "{\"type\":\"http\",\"payload\":{\"url\":\"%s\"}}".formatted(server.url("/")),
              SAMPLED);

      Span run = OTLP.awaitRun(text(job, "/id"));

      assertThat(server.requests().getFirst().headers())
          .containsEntry("traceparent", "00-%s-%s-01".formatted(traceId(run), spanId(run)));
    }
  }

  @Test
  void waitsRunsAndRequestsHaveExemplars() {
    var _ = run(traced("thread-pool", "e", false), SAMPLED);

    String scrape =
        api.send(
                api.request("/actuator/prometheus")
                    .header("Accept", "application/openmetrics-text;version=1.0.0"))
            .body();

    assertThat(scrape.lines())
        .anyMatch(line ->
            line.startsWith("jobwheel_job_run_seconds_bucket")
                && line.contains("type=\"traced\"")
                && line.contains("# {")
                && line.contains("trace_id=\""))
        .anyMatch(line ->
            line.startsWith("jobwheel_job_wait_seconds_bucket")
                && line.contains("type=\"traced\"")
                && line.contains("# {")
                && line.contains("trace_id=\""))
        .anyMatch(line ->
            line.startsWith("http_server_requests_seconds_bucket")
                && line.contains("/api/v1/jobs")
                && line.contains("trace_id=\"" + TRACE));
  }

  @Test
  void managementRequestsAreNotTraced() throws Exception {
    assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
    var _ = OTLP.awaitRun(text(run(traced("sequential", "m", false), SAMPLED), "/id"));

    assertThat(OTLP.spans()).noneMatch(span -> attribute(span, "http.url").startsWith("/actuator"));
  }
}
