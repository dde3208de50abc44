package io.jobwheel.handler.http.call;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.handler.testing.RecordingContext;
import io.jobwheel.job.JobError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listener receives each call once, with its outcome. */
@Timeout(60)
class CallListenerTest {

  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aSuccessfulCallIsReportedAsSucceeded() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      calls.run(call(server.url("/")));
      assertThat(calls.outcomes).containsExactly(CallListener.SUCCEEDED);
      await("released a moment after the result is there")
          .until(calls.transport::pool, new HttpTransport.Connections(0, 1, 0)::equals);
    }
  }

  @Test
  void aFailedCallIsReportedWithItsErrorCode() {
    try (RawServer server = RawServer.saying(response("404 Not Found", "x"))) {
      JobError error = calls.failureOf(call(server.url("/"))).error();
      assertThat(calls.outcomes).containsExactly("unexpected-status").containsExactly(error.code());
    }
    assertThat(calls.failureOf(call("http://127.0.0.1:6379/")).error().code())
        .isEqualTo(calls.outcomes.getLast());
  }

  @Test
  void aCancelledCallIsReportedAsInterrupted() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      RecordingContext context = new RecordingContext();
      context.cancel();
      assertThatThrownBy(() -> calls.handler().run(call(server.url("/")).build(), context))
          .isNotNull();
      assertThat(calls.outcomes).containsExactly(CallListener.INTERRUPTED);
    }
  }
}
