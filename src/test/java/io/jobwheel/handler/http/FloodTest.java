package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.job.Retry;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call reads a limited number of bytes of an endless response. */
@Timeout(60)
class FloodTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  // the buffers of both ends take additional bytes
  private static final long MOST_SENT = 24L << 20;

  private final AtomicLong sent = new AtomicLong();

  /** Sends a beginning, then the same bytes repeatedly until the client closes the connection. */
  private RawServer flooding(String beginning, String repeated) {
    return new RawServer((_, out) -> {
      RawServer.write(out, beginning);
      while (true) {
        RawServer.write(out, repeated);
        sent.addAndGet(repeated.length());
      }
    });
  }

  private static String repeated(String kind) {
    return switch (kind) {
      case "chunk extensions" -> "1;" + "e".repeat(16_000) + "\r\nx\r\n";
      case "padded chunk sizes" -> "0".repeat(16_000) + "1\r\nx\r\n";
      case "interim responses" -> "HTTP/1.1 102 Processing\r\n\r\n".repeat(500);
      case "early hints" -> "HTTP/1.1 103 Early Hints\r\nLink: <" + "l".repeat(8_000) + ">\r\n\r\n";
      case "folded header" -> "\r\n " + "f".repeat(1_000);
      case "trailers" -> "T: " + "t".repeat(8_000) + "\r\n";
      case "headers" -> "\r\nH: " + "h".repeat(8_000);
      case "tiny chunks" -> "1\r\nx\r\n".repeat(1_000);
      default -> throw new AssertionError(kind);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "response-too-large, chunk extensions, chunked",
    "response-too-large, padded chunk sizes, chunked",
    "response-too-large, interim responses, ''",
    "response-too-large, early hints, ''",
    "bad-response, folded header, HTTP/1.1 200 OK",
    "bad-response, headers, HTTP/1.1 200 OK",
    "bad-response, trailers, last chunk"
  })
  void theConnectionOfAFloodIsClosed(String code, String kind, String beginning) throws Exception {
    String begun =
        switch (beginning) {
          case "chunked" -> HEAD;
          case "last chunk" -> HEAD + "0\r\n";
          default -> beginning;
        };
    try (Calls calls = Calls.onLoopback();
        RawServer server = flooding(begun, repeated(kind))) {
      JobFailedException failure =
          calls.failureOf(call(server.url("/p")).timeout(Duration.ofSeconds(15)));

      assertThat(failure.error().code()).isEqualTo(code);
      assertThat(failure.error().message()).contains(server.url("/p"));
      assertThat(server.awaitHangUp()).isTrue();
      assertThat(sent).hasValueLessThan(MOST_SENT);
      if (code.equals("response-too-large")) {
        assertThat(failure.retry()).isEqualTo(Retry.NEVER);
      }
    }
  }

  @Test
  void theLimitIsThatOfTheCallNotOfEachOfItsRequests() {
    String interim = "HTTP/1.1 102 Processing\r\n\r\n".repeat(40_000);
    try (Calls calls = Calls.onLoopback();
        RawServer server =
            new RawServer((_, out) -> {
              RawServer.write(out, interim);
              RawServer.write(out, response("302 Found\r\nLocation: /next", ""));
            })) {
      assertThat(calls.failureOf(call(server.url("/")).maxRedirects(10)).error().code())
          .isEqualTo("response-too-large");
      assertThat(server.requests()).hasSize(3);
    }
  }

  @Test
  void theRestOfABodyIsNotNeeded() throws Exception {
    try (Calls calls = Calls.onLoopback();
        RawServer server = flooding(HEAD, repeated("tiny chunks"))) {
      HttpResult answer = calls.run(call(server.url("/")));
      assertThat(answer.body().text()).isEqualTo("x".repeat(65_536));
      assertThat(answer.bodyTruncated()).isTrue();
      assertThat(server.awaitHangUp()).isTrue();
      assertThat(sent).hasValueLessThan(MOST_SENT);
    }
  }

  @Test
  void aBodyIsReadInWhicheverPiecesItArrives() {
    String body = "0123456789".repeat(100_000);
    StringBuilder chunked = new StringBuilder(HEAD);
    for (int at = 0; at < body.length(); at += 10) {
      chunked.append("a\r\n").append(body, at, at + 10).append("\r\n");
    }
    chunked.append("0\r\n\r\n");
    try (Calls calls = Calls.onLoopback();
        RawServer server = RawServer.saying(chunked.toString())) {
      HttpResult answer = calls.run(call(server.url("/")).keepBody(1 << 20));
      assertThat(answer.body().text()).isEqualTo(body);
      for (int i = 0; i < 5; i++) { // on the same connection, each with a limit of its own
        assertThat(calls.run(call(server.url("/"))).bodyTruncated()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"
      })
  void aServerThatDripsIsAbortedInTime(String beginning) throws Exception {
    try (Calls calls = Calls.onLoopback();
        RawServer server =
            new RawServer((_, out) -> {
              RawServer.write(out, beginning);
              drip(out);
            })) {
      JobFailedException failure =
          calls.failureOf(call(server.url("/")).timeout(Duration.ofMillis(300)));
      assertThat(failure.error().code()).isEqualTo("call-timed-out");
      assertThat(server.awaitHangUp()).isTrue();
    }
  }

  private static void drip(OutputStream out) throws java.io.IOException {
    while (true) { // until the client closes the connection
      LockSupport.parkNanos(5_000_000);
      RawServer.write(out, "0");
    }
  }
}
