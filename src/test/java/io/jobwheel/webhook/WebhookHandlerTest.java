package io.jobwheel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.VerbatimJson;
import io.jobwheel.handler.http.BlockingContext;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.job.Retry;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.time.TestClock;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries to receivers on loopback, of which some misbehave. */
@Timeout(60)
class WebhookHandlerTest {

  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
  private static final SigningSecrets SECRETS =
      SigningSecrets.parse("p", List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

  private final TestClock clock = TestClock.at(NOW);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void close() {
    calls.close();
  }

  private WebhookHandler handler(SigningSecrets secrets, List<WebhookEndpoint> endpoints) {
    ReceiverSlots slots = new ReceiverSlots(2, 2, clock);
    return new WebhookHandler(
        new Receivers(endpoints, secrets, calls.destinations()),
        calls.handler(),
        slots,
        new WebhookMetrics(meters, slots),
        Duration.ofMillis(500),
        clock,
        Ticker.system());
  }

  private static DeliveryPayload payload(@Nullable String endpoint, @Nullable String url) {
    return new DeliveryPayload(
        endpoint, url, "job.failed", "msg_1", new VerbatimJson("{\"n\": 1.50}"));
  }

  private DeliveryResult deliver(String url) {
    return handler(SECRETS, List.of()).run(payload(null, url), new BlockingContext());
  }

  private JobFailedException failure(RawServer server) {
    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> deliver(server.url("/")));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static Retry.OnSchedule again(JobFailedException failure) {
    assertThat(failure.retry()).isInstanceOf(Retry.OnSchedule.class);
    return (Retry.OnSchedule) failure.retry();
  }

  @Test
  void theBodyIsSentAsItIsWithItsSignature() throws Exception {
    try (RawServer server = RawServer.saying(RawServer.response("202 Accepted", "thanks"))) {
      DeliveryResult result = deliver(server.url("/in?a=b"));

      assertThat(result.status()).isEqualTo(202);
      RawServer.Request call = server.requests().getFirst();
      assertThat(call.method()).isEqualTo("POST");
      assertThat(call.target()).isEqualTo("/in?a=b");
      assertThat(call.body()).isEqualTo("{\"n\": 1.50}");
      String timestamp = Long.toString(NOW.getEpochSecond());
      assertThat(call.headers())
          .containsEntry("webhook-id", "msg_1")
          .containsEntry("webhook-timestamp", timestamp)
          .containsEntry("webhook-signature", SECRETS.sign("msg_1", timestamp, call.body()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"301 Moved", "304 Not Modified", "400 Bad", "404 No", "429 Slow", "500 Oh"})
  void everyOtherAnswerIsAFailureThatIsRepeatedOnSchedule(String status) throws Exception {
    try (RawServer server =
        RawServer.saying(
            RawServer.response(status + "\r\nLocation: http://127.0.0.1:1/", "s3cret"))) {
      JobFailedException failure = failure(server);

      assertThat(failure.error().code()).isEqualTo("webhook-refused");
      assertThat(failure.error().message())
          .isEqualTo("The receiver answered %s.".formatted(status.substring(0, 3)));
      assertThat(again(failure).atLeast()).isZero();
      assertThat(again(failure).pauses())
          .hasSize(9)
          .startsWith(Duration.ofSeconds(5), Duration.ofMinutes(5))
          .endsWith(Duration.ofHours(24));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void theReceiverSaysWhenToCallAgain() throws Exception {
    try (RawServer server =
        RawServer.saying(RawServer.response("503 Busy\r\nRetry-After: 120", ""))) {
      assertThat(again(failure(server)).atLeast()).isEqualTo(Duration.ofSeconds(120));
    }
    try (RawServer server =
        RawServer.saying(
            RawServer.response("503 Busy\r\nRetry-After: Sun, 29 Nov 2026 13:00:00 GMT", ""))) {
      assertThat(again(failure(server)).atLeast()).isEqualTo(Duration.ofHours(1));
    }
    try (RawServer server =
        RawServer.saying(RawServer.response("503 Busy\r\nRetry-After: soon", ""))) {
      assertThat(again(failure(server)).atLeast()).isZero();
    }
  }

  @Test
  void goneIsTheLast() throws Exception {
    try (RawServer server = RawServer.saying(RawServer.response("410 Gone", ""))) {
      JobFailedException failure = failure(server);

      assertThat(failure.error().code()).isEqualTo("webhook-gone");
      assertThat(failure.retry()).isEqualTo(Retry.NEVER);
    }
  }

  @Test
  void aReceiverThatHangsIsCalledAgainLater() throws Exception {
    try (RawServer server = RawServer.silent()) {
      JobFailedException failure = failure(server);

      assertThat(failure).isInstanceOf(CallTimedOutException.class);
      assertThat(failure.error().code()).isEqualTo("call-timed-out");
      assertThat(again(failure).atLeast()).isZero();
    }
  }

  @Test
  void aReceiverThatIsAwayIsCalledAgainLater() throws Exception {
    String url;
    try (RawServer server = RawServer.silent()) {
      url = server.url("/");
    }

    JobFailedException failure = catchThrowableOfType(JobFailedException.class, () -> deliver(url));

    assertThat(failure.error().code()).isEqualTo("connect-failed");
    assertThat(again(failure).pauses()).hasSize(9);
  }

  @Test
  void anAddressThatThePolicyDeniesIsNotCalledAgain() {
    JobFailedException failure =
        catchThrowableOfType(JobFailedException.class, () -> deliver("http://10.0.0.1/"));

    assertThat(failure.error().code()).isEqualTo("egress-denied");
    assertThat(failure.retry()).isEqualTo(Retry.NEVER);
  }

  @Test
  void anEndpointThatThisNodeLacksIsTriedAgainPerhapsElsewhere() {
    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () -> handler(SECRETS, List.of()).run(payload("billing", null), new BlockingContext()));

    assertThat(failure.error().code()).isEqualTo("unknown-receiver");
    assertThat(again(failure).pauses()).hasSize(9);
    assertThat(meters.get(WebhookMetrics.ATTEMPT).tag("endpoint", "(unknown)").timer().count())
        .isOne();
  }

  @Test
  void withoutSecretsNoUrlOfAClientIsCalled() throws Exception {
    try (RawServer server = RawServer.saying(RawServer.response("200 OK", ""))) {
      WebhookHandler handler = handler(new SigningSecrets(List.of()), List.of());
      JobFailedException failure =
          catchThrowableOfType(
              JobFailedException.class,
              () -> handler.run(payload(null, server.url("/")), new BlockingContext()));

      assertThat(failure.error().code()).isEqualTo("unknown-receiver");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void anEndpointHasItsOwnUrlSecretsAndLabel() throws Exception {
    SigningSecrets own =
        SigningSecrets.parse(
            "p",
            List.of(
                "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk",
                "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3"));
    try (RawServer server = RawServer.saying(RawServer.response("200 OK", ""))) {
      WebhookEndpoint billing =
          new WebhookEndpoint(
              "billing",
              CallUrl.parse(server.url("/billing")),
              Set.of(WebhookEvent.JOB_FAILED),
              Set.of(),
              own);

      handler(SECRETS, List.of(billing)).run(payload("billing", null), new BlockingContext());

      RawServer.Request call = server.requests().getFirst();
      assertThat(call.target()).isEqualTo("/billing");
      assertThat(call.headers())
          .containsEntry(
              "webhook-signature",
              own.sign("msg_1", Long.toString(NOW.getEpochSecond()), call.body()));
      assertThat(
              meters
                  .get(WebhookMetrics.ATTEMPT)
                  .tags("endpoint", "billing", "outcome", "succeeded")
                  .timer()
                  .count())
          .isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-s3cret\r\n",
        "HTTP/1.1 s3cret\r\n\r\n",
        "HTTP/1.1 200 OK\r\ns3cret\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: s3cret\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: s3cret\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: s3cret\r\nContent-Length: x\r\n\r\n"
      })
  void anInvalidAnswerIsNotShown(String answer) throws Exception {
    try (RawServer server = RawServer.saying(answer)) {
      JobFailedException failure = failure(server);

      assertThat(failure.error().code() + failure.error().message())
          .as("%s", failure)
          .doesNotContain("s3cret");
    }
  }

  @Test
  void theUrlOfAnEndpointIsNotShown() throws Exception {
    String url;
    try (RawServer server = RawServer.silent()) {
      url = server.url("/services/s3cret?key=k3y");
    }
    WebhookEndpoint endpoint =
        new WebhookEndpoint(
            "billing", CallUrl.parse(url), Set.of(WebhookEvent.JOB_FAILED), Set.of(), SECRETS);

    JobFailedException failure =
        catchThrowableOfType(
            JobFailedException.class,
            () ->
                handler(SECRETS, List.of(endpoint))
                    .run(payload("billing", null), new BlockingContext()));

    assertThat(failure.error().code()).isEqualTo("connect-failed");
    assertThat(failure.error().message()).doesNotContain("127.0.0.1", "s3cret", "k3y");
  }

  @Test
  void aLongAnswerIsASuccess() throws Exception {
    try (RawServer server = RawServer.saying(RawServer.response("200 OK", "x".repeat(5 << 20)))) {
      assertThat(deliver(server.url("/")).status()).isEqualTo(200);
    }
  }
}
