package io.jobwheel.jobtypes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.jobwheel.execution.LaneWiring;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.attempt.Attempts;
import io.jobwheel.execution.attempt.CancelReason;
import io.jobwheel.execution.attempt.RunningAttempt;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.ProbeHandler;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.call.HttpHandler;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The type http in every lane, as Spring wires it. */
@Timeout(60)
class HttpLaneTest {

  private static final String SECRET = "s3cr3t-of-the-node";

  @Import({LaneWiring.class, HttpHandlerConfiguration.class})
  static class Wiring {

    @Bean
    ProbeHandler probe() {
      return new ProbeHandler();
    }
  }

  private AnnotationConfigApplicationContext spring;
  private Lanes lanes;

  @BeforeEach
  void start() {
    spring = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(
            "jobwheel.lanes.process-pool.slots=0",
            "jobwheel.http.egress.allowed-networks=127.0.0.1",
            "jobwheel.secrets.key.value=" + SECRET,
            "jobwheel.secrets.key.hosts=127.0.0.1",
            "jobwheel.secrets.key.over-http=true")
        .applyTo(spring);
    spring.register(Wiring.class);
    spring.refresh();
    lanes = spring.getBean(Lanes.class);
  }

  @AfterEach
  void stop() {
    spring.close();
  }

  private static RunningAttempt attempt(String payload) {
    return Attempts.of(HttpHandler.NAME, payload, null);
  }

  private static Outcome get(CompletableFuture<Outcome> end) throws Exception {
    return end.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aCallSucceedsInEveryMode(ExecutionMode mode) throws Exception {
    try (RawServer server =
        new RawServer((_, out) ->
            RawServer.write(out, RawServer.response("200 OK\r\nContent-Type: text/plain", "hi")))) {
      String payload = "{\"url\":\"%s\"}".formatted(server.url("/"));
      assertThat(get(lanes.of(mode).run(attempt(payload))))
          .isInstanceOfSatisfying(
              Outcome.Succeeded.class,
              done ->
                  assertThat(done.result())
                      .contains("\"status\":200", "\"text\":\"hi\"", "\"totalMillis\":"));
    }
  }

  @ParameterizedTest
  @EnumSource(value = ExecutionMode.class, mode = Mode.EXCLUDE, names = "PROCESS_POOL")
  void aCancelEndsTheExchangeAndItsConnectionInEveryMode(ExecutionMode mode) throws Exception {
    try (RawServer server = RawServer.silent()) {
      RunningAttempt attempt = attempt("{\"url\":\"%s\"}".formatted(server.url("/")));
      CompletableFuture<Outcome> end = lanes.of(mode).run(attempt);
      assertThat(server.awaitRequest()).isTrue();

      attempt.cancel(CancelReason.REQUESTED);

      assertThat(get(end)).isInstanceOf(Outcome.Cancelled.class);
      assertThat(server.awaitHangUp()).isTrue();
    }
  }

  @Test
  void aBodyThatIsTooLongForAResultIsCutAndTheCallSucceeds() throws Exception {
    String body = "line \"1\"\n".repeat(150_000);
    try (RawServer server =
        new RawServer((_, out) -> RawServer.write(out, RawServer.response("200 OK", body)))) {
      String payload = "{\"url\":\"%s\",\"keepBody\":4000000}".formatted(server.url("/"));
      assertThat(get(lanes.of(ExecutionMode.EVENT_LOOP).run(attempt(payload))))
          .isInstanceOfSatisfying(
              Outcome.Succeeded.class,
              done ->
                  assertThat(done.result())
                      .contains("\"bodyTruncated\":true")
                      .hasSizeBetween(1_048_576 - 100, 1_048_576));
    }
  }

  @Test
  void manyCallsWaitOnOneLoopAtOnce() throws Exception {
    int many = 300;
    List<CompletableFuture<Outcome>> ends = new ArrayList<>();
    java.util.concurrent.CountDownLatch all = new java.util.concurrent.CountDownLatch(many);
    // no request is answered before all have arrived
    try (RawServer server =
        new RawServer((_, out) -> {
          all.countDown();
          try {
            if (!all.await(20, TimeUnit.SECONDS)) {
              return;
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          RawServer.write(out, RawServer.response("200 OK", "x"));
        })) {
      String payload = "{\"url\":\"%s\"}".formatted(server.url("/"));
      for (int i = 0; i < many; i++) {
        ends.add(lanes.of(ExecutionMode.EVENT_LOOP).run(attempt(payload)));
      }
      for (CompletableFuture<Outcome> end : ends) {
        assertThat(get(end)).isInstanceOf(Outcome.Succeeded.class);
      }
    }
  }

  @Test
  void noLogHasASecretNotEvenTheClientsAtItsMostTalkative() throws Exception {
    Logger client = (Logger) LoggerFactory.getLogger("org.apache.hc");
    Logger own = (Logger) LoggerFactory.getLogger("io.jobwheel");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    for (Logger each : List.of(client, own)) {
      each.addAppender(log);
      each.setLevel(Level.TRACE);
    }
    try (RawServer server =
        new RawServer((request, out) -> {
          String key = request.headers().get("authorization");
          RawServer.write(
              out,
              request.target().equals("/")
                  ? RawServer.response("302 Found\r\nLocation: /%s?".formatted(SECRET) + SECRET, "")
                  : RawServer.response("500 Oops", "got " + key));
        })) {
      String payload =
          "{\"url\":\"%s\",\"headers\":{\"Authorization\":\"Bearer ${secret:key}\"}}"
              .formatted(server.url("/"));
      Outcome outcome = get(lanes.of(ExecutionMode.EVENT_LOOP).run(attempt(payload)));

      assertThat(server.requests().getFirst().headers())
          .containsEntry("authorization", "Bearer " + SECRET);
      assertThat(outcome.toString()).contains("got Bearer ***").doesNotContain(SECRET);
    } finally {
      for (Logger each : List.of(client, own)) {
        each.detachAppender(log);
        each.setLevel(null);
      }
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getLoggerName)
        .anyMatch(name -> name.startsWith("io.jobwheel"))
        .noneMatch(name -> name.startsWith("org.apache.hc.client5"));
    assertThat(log.list)
        .noneMatch(event ->
            event.getFormattedMessage().contains(SECRET)
                || String.valueOf(event.getThrowableProxy()).contains(SECRET));
  }

  @Test
  void theSchemaOfTheTypeDescribesThePayload() {
    JsonNode schema =
        JsonMapper.shared().readTree(spring.getBean(JobTypes.class).schema(HttpHandler.NAME));
    JsonNode fields = schema.path("properties");
    assertThat(schema.path("required").valueStream().map(JsonNode::asString))
        .containsExactly("url");
    assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    assertThat(fields.propertyNames()).contains("method", "headers", "expect", "keepBody");
    assertThat(fields.at("/headers/additionalProperties/type").asString()).isEqualTo("string");
    JsonNode anyJson = fields.at("/body/properties/json");
    assertThat(anyJson.isObject()).isTrue();
    assertThat(anyJson.has("additionalProperties")).isFalse();
    assertThat(anyJson.has("type")).isFalse();
  }
}
