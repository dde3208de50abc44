package io.jobwheel.handler.http.call;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.CallTimedOutException;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.VerbatimJson;
import io.jobwheel.handler.http.BlockingContext;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.job.Retry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to servers on loopback, correct and faulty ones. */
@Timeout(60)
class HttpHandlerTest {

  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void noConnectionIsLeftInUse() {
    // a transport thread releases it shortly after the result is complete
    try {
      awaitRelease();
    } finally {
      calls.close();
    }
  }

  @Test
  void aCallSendsItsRequestAndReturnsTheResponse() throws Exception {
    try (RawServer server =
        RawServer.saying(
            response("201 Created\r\nContent-Type: text/plain\r\nX-A: 1\r\nX-a: 2", "grüße"))) {
      HttpResult answer =
          calls.run(
              call(server.url("/a/b?c=d"))
                  .method("POST")
                  .header("X-Trace", "t-1")
                  .body(new HttpCall.RequestBody(new VerbatimJson("{\"n\": 1.50}"), null, null)));

      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.url()).isEqualTo(server.url("/a/b"));
      assertThat(answer.protocol()).isEqualTo("HTTP/1.1");
      assertThat(answer.headers()).containsEntry("x-a", List.of("1", "2"));
      assertThat(answer.body()).isEqualTo(new HttpResult.ResponseBody("grüße", null));
      assertThat(answer.bodyTruncated()).isFalse();
      assertThat(answer.timing().totalMillis())
          .isGreaterThanOrEqualTo(answer.timing().firstByteMillis());
      RawServer.Request request = server.requests().getFirst();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.target()).isEqualTo("/a/b?c=d");
      assertThat(request.body()).isEqualTo("{\"n\": 1.50}");
      assertThat(request.headers())
          .containsEntry("x-trace", "t-1")
          .containsEntry("content-type", "application/json")
          .containsEntry("host", "127.0.0.1:" + server.port())
          .containsEntry("accept-encoding", "identity")
          .containsEntry("user-agent", "Jobwheel")
          .doesNotContainKeys("cookie", "upgrade", "expect");
    }
  }

  @Test
  void aConnectionIsUsedAgain() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      calls.run(call(server.url("/")));
      awaitRelease();
      calls.run(call(server.url("/")));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  private void awaitRelease() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> calls.transport.connectionsInUse() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "base64"})
  void bodiesAreTextsOrBytes(String form) {
    byte[] bytes = {0, 1, (byte) 0xff};
    try (RawServer server = RawServer.saying(response("204 No Content", ""))) {
      HttpCall.RequestBody body =
          form.equals("text")
              ? new HttpCall.RequestBody(null, "ä", null)
              : new HttpCall.RequestBody(null, null, Base64.getEncoder().encodeToString(bytes));
      HttpResult answer =
          calls.run(call(server.url("/")).method("PUT").header("content-type", "a/b").body(body));
      assertThat(answer.body()).isNull();
      assertThat(server.requests().getFirst().headers())
          .containsEntry("content-type", "a/b")
          .containsEntry("content-length", form.equals("text") ? "2" : "3");
    }
  }

  @Test
  void aBodyThatIsNotTextIsReturnedAsBase64() {
    for (String type :
        List.of("image/png", "text/plain;charset=nonsense", "application/octet-stream")) {
      try (RawServer server = RawServer.saying(response("200 OK\r\nContent-Type: " + type, "ab"))) {
        assertThat(calls.run(call(server.url("/"))).body())
            .isEqualTo(new HttpResult.ResponseBody(null, "YWI="));
      }
    }
    try (RawServer server = RawServer.saying(response("200 OK\r\nContent-Encoding: gzip", "ab"))) {
      assertThat(calls.run(call(server.url("/"))).body())
          .isEqualTo(new HttpResult.ResponseBody(null, "YWI="));
    }
  }

  @Test
  void aBodyIsKeptToItsLimitAndTheConnectionSurvives() {
    try (RawServer server = RawServer.saying(response("200 OK", "äöü" + "x".repeat(500_000)))) {
      HttpResult answer = calls.run(call(server.url("/")).keepBody(3));
      // three bytes are one and a half characters
      assertThat(answer.body()).isEqualTo(new HttpResult.ResponseBody("ä", null));
      assertThat(answer.bodyTruncated()).isTrue();
      awaitRelease();
      calls.run(call(server.url("/")).keepBody(0));
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void theConnectionOfAnEndlessBodyIsClosed() throws Exception {
    try (RawServer server =
        new RawServer((_, out) -> {
          RawServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
          while (true) {
            RawServer.write(out, chunk);
          }
        })) {
      HttpResult answer = calls.run(call(server.url("/")));
      assertThat(answer.bodyTruncated()).isTrue();
      assertThat(answer.body().text()).hasSize(65_536);
      assertThat(server.awaitHangUp()).isTrue();
    }
  }

  @Test
  void valuesOfHeadersThatGrantAccessAreHidden() {
    try (RawServer server =
        RawServer.saying(response("200 OK\r\nSet-Cookie: session=abc; HttpOnly", "x"))) {
      assertThat(calls.run(call(server.url("/"))).headers())
          .containsEntry("set-cookie", List.of("***"));
    }
  }

  @Test
  void headersOfAnAnswerAreBounded() {
    String many = ("\r\nX-Long: " + "y".repeat(8_000)).repeat(5);
    try (RawServer server = RawServer.saying(response("200 OK" + many, "x"))) {
      assertThat(calls.run(call(server.url("/"))).headers().get("x-long")).hasSize(2);
    }
  }

  @Test
  void aResponseWithTooManyOrTooLongHeadersFails() {
    for (String bad : List.of("\r\nX: y".repeat(300), "\r\nX: " + "y".repeat(20_000))) {
      try (RawServer server = RawServer.saying(response("200 OK" + bad, "x"))) {
        assertThat(calls.failureOf(call(server.url("/"))).error().code())
            .isIn("bad-response", "connection-lost");
      }
    }
  }

  @Test
  void anIncompleteBodyFails() {
    try (RawServer server =
        new RawServer((_, out) -> {
          RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
          throw new IOException("hangs up");
        })) {
      JobFailedException failure = calls.failureOf(call(server.url("/")));
      assertThat(failure.error().code()).isEqualTo("connection-lost");
      assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
    }
  }

  @Test
  void aResponseThatIsNotHttpFails() {
    try (RawServer server = RawServer.saying("SSH-2.0-OpenSSH_9.2\r\n\r\n")) {
      JobFailedException failure = calls.failureOf(call(server.url("/")));
      assertThat(failure.error().code()).isIn("bad-response", "connection-lost");
    }
  }

  @Test
  void aSilentServerIsAbortedInTime() throws Exception {
    try (RawServer server = RawServer.silent()) {
      JobFailedException failure =
          calls.failureOf(call(server.url("/")).timeout(Duration.ofMillis(200)));
      assertThat(failure.error().code()).isEqualTo("call-timed-out");
      assertThat(failure).as("is counted as a time-out").isInstanceOf(CallTimedOutException.class);
      assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
      assertThat(server.awaitHangUp()).isTrue();
    }
  }

  @Test
  void aServerThatTricklesIsAbortedInTime() {
    try (RawServer server =
        new RawServer((_, out) -> {
          RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
          while (true) { // until the client closes the connection
            LockSupport.parkNanos(20_000_000);
            RawServer.write(out, "x");
          }
        })) {
      assertThat(
              calls.failureOf(call(server.url("/")).timeout(Duration.ofMillis(300))).error().code())
          .isEqualTo("call-timed-out");
    }
  }

  @Test
  void aPortWithoutAListenerIsReportedAsRefused() throws IOException {
    // it is bound, so no other process listens on it
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      JobFailedException failure =
          calls.failureOf(call("http://127.0.0.1:" + bound.getLocalPort() + "/"));
      assertThat(failure.error().code()).isEqualTo("connect-failed");
      assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, , NEVER",
    "404, 5, NEVER",
    "408, , AS_PLANNED",
    "425, , AS_PLANNED",
    "429, 7, 7",
    "429, 'Wed, 25 Nov 2026 08:00:30 GMT', 30",
    "429, 'Wed, 25 Nov 2026 07:00:30 GMT', AS_PLANNED",
    "429, soon, AS_PLANNED",
    "429, 99999999999999999999, 86400",
    "500, , AS_PLANNED",
    "503, 0, 0",
    "503, 120, 120",
    "304, , NEVER"
  })
  void anUnexpectedStatusDeterminesWhetherToRetry(int status, String retryAfter, String retry) {
    String header = retryAfter == null ? "" : "\r\nRetry-After: " + retryAfter;
    try (RawServer server = RawServer.saying(response(status + " X" + header, "what went wrong"))) {
      JobFailedException failure = calls.failureOf(call(server.url("/p?secret=1")));

      assertThat(failure.error().code()).isEqualTo("unexpected-status");
      assertThat(failure.error().message())
          .contains("GET " + server.url("/p") + " returned " + status)
          .doesNotContain("secret=1");
      assertThat(failure.retry())
          .isEqualTo(
              switch (retry) {
                case "NEVER" -> Retry.NEVER;
                case "AS_PLANNED" -> Retry.AS_PLANNED;
                default -> new Retry.NotBefore(Duration.ofSeconds(Long.parseLong(retry)));
              });
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 7, 7", "503, 7, 7", "429, 0, ", "503, , ", "500, 7, ", "404, 7, "})
  void anOverloadedServerPausesTheLimitsOfTheJob(int status, String retryAfter, Long pause) {
    String header = retryAfter == null ? "" : "\r\nRetry-After: " + retryAfter;
    List<Duration> pauses = new ArrayList<>();
    BlockingContext context =
        new BlockingContext() {
          @Override
          public void pauseLimits(Duration duration) {
            pauses.add(duration);
          }
        };
    try (RawServer server = RawServer.saying(response(status + " X" + header, ""))) {
      assertThat(calls.failureOf(call(server.url("/")), context).error().code())
          .isEqualTo("unexpected-status");
    }
    assertThat(pauses).isEqualTo(pause == null ? List.of() : List.of(Duration.ofSeconds(pause)));
  }

  @Test
  void anUnexpectedStatusQuotesTheBeginningOfTheBody() {
    try (RawServer server =
        RawServer.saying(response("500 X", "first\r\nsecond " + "z".repeat(1_000)))) {
      assertThat(calls.failureOf(call(server.url("/"))).error().message())
          .contains(": first second zzz")
          .hasSizeLessThan(400);
    }
  }

  @Test
  void aCallMayExpectOtherStatuses() {
    try (RawServer server = RawServer.saying(response("404 Not Found", ""))) {
      assertThat(calls.run(call(server.url("/")).expect("2xx", "404")).status()).isEqualTo(404);
      assertThat(calls.run(call(server.url("/")).expect("400-410")).status()).isEqualTo(404);
    }
  }

  @Test
  void aHeadRequestHasNoBodyToWaitFor() {
    try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")) {
      assertThat(calls.run(call(server.url("/")).method("HEAD")).body()).isNull();
    }
  }

  @Test
  void aPayloadIsCheckedBeforeItIsSent() {
    String url = "http://127.0.0.1:8080/";
    assertThat(calls.faults(call(url))).isEmpty();
    assertThat(calls.faults(call(url).header("Host", "other")))
        .singleElement()
        .asString()
        .startsWith("headers.Host is set by the node");
    assertThat(calls.faults(call(url).header("X", "a\r\nEvil: 1"))).hasSize(1);
    assertThat(calls.faults(call(url).header("X\r\nEvil", "1"))).hasSize(1);
    assertThat(calls.faults(call(url).header("X", "grüße"))).hasSize(1);
    assertThat(calls.faults(call(url).header("X: y", "1"))).hasSize(1);
    assertThat(calls.faults(call(url).header("", "1"))).hasSize(1);
    assertThat(calls.faults(call(url).header(":authority", "1"))).hasSize(1);
    assertThat(calls.faults(call(url).header("X", null))).hasSize(1);
    assertThat(calls.faults(call(url).header("A", "1").header("a", "2"))).hasSize(1);
    for (String name :
        List.of("Connection", "Content-Length", "Transfer-Encoding", "TE", "Upgrade", "Expect")) {
      assertThat(calls.faults(call(url).header(name, "x"))).as(name).hasSize(1);
    }
    Calls.Call long1 = call(url);
    for (int i = 0; i < 5; i++) {
      long1.header("X-" + i, "v".repeat(8_000));
    }
    assertThat(calls.faults(long1))
        .containsExactly("headers must have at most 32768 characters together");
    assertThat(calls.faults(call(url).text("x"))).containsExactly("body is not allowed with GET");
    assertThat(
            calls.faults(
                call(url).method("POST").body(new HttpCall.RequestBody(null, "a", "YQ=="))))
        .containsExactly("body must have exactly one of json, text and base64");
    assertThat(
            calls.faults(call(url).method("POST").body(new HttpCall.RequestBody(null, null, "?"))))
        .singleElement()
        .asString()
        .startsWith("body.base64 must be base64");
    assertThat(calls.faults(call(url).expect("200", "6xx", "299-200", "abc", "099"))).hasSize(4);
    assertThat(calls.faults(call(url).keepBody(2_000_000)))
        .containsExactly("keepBody must be at most 1048576 on this node");
  }

  @Test
  void aCallThatIsRefusedAtSubmitIsRefusedAgainAtRun() {
    JobFailedException failure = calls.failureOf(call("http://10.0.0.1/"));
    assertThat(failure.error().code()).isEqualTo("egress-denied");
    assertThat(failure.error().message()).isEqualTo("url must not lead to a private address.");
    assertThat(failure.retry()).isEqualTo(Retry.NEVER);
    assertThat(calls.failureOf(call("nowhere")).error().code()).isEqualTo("invalid-call");
  }

  @Test
  void utf16IsDecodedByItsContentType() {
    byte[] body = "né".getBytes(StandardCharsets.UTF_16BE);
    try (RawServer server =
        new RawServer((_, out) -> {
          RawServer.write(
              out,
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-16be\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n");
          out.write(body);
          out.flush();
        })) {
      assertThat(calls.run(call(server.url("/"))).body().text()).isEqualTo("né");
    }
  }
}
