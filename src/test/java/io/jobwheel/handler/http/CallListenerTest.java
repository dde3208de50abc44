package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.testing.RecordingContext;
import io.jobwheel.job.JobError;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each call ends once, as what it was. */
@Timeout(60)
class CallListenerTest {

  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void aCallThatWentWellHasSucceeded() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      calls.run(call(server.url("/")));
      assertThat(calls.outcomes).containsExactly(CallListener.SUCCEEDED);
      HttpTransport.Connections pool = calls.transport.pool();
      for (int i = 0; pool.leased() > 0 && i < 500; i++) {
        LockSupport.parkNanos(10_000_000); // released a moment after the result is there
        pool = calls.transport.pool();
      }
      assertThat(pool).isEqualTo(new HttpTransport.Connections(0, 1, 0));
    }
  }

  @Test
  void aCallThatFailedHasItsCode() {
    try (RawServer server = RawServer.saying(response("404 Not Found", "x"))) {
      JobError error = calls.failureOf(call(server.url("/"))).error();
      assertThat(calls.outcomes).containsExactly("unexpected-status").containsExactly(error.code());
    }
    assertThat(calls.failureOf(call("http://127.0.0.1:6379/")).error().code())
        .isEqualTo(calls.outcomes.getLast());
  }

  @Test
  void aCallWhoseJobIsToEndIsInterrupted() {
    try (RawServer server = RawServer.saying(response("200 OK", "x"))) {
      RecordingContext context = new RecordingContext();
      context.cancel();
      assertThatThrownBy(() -> calls.handler().run(call(server.url("/")).build(), context))
          .isNotNull();
      assertThat(calls.outcomes).containsExactly(CallListener.INTERRUPTED);
    }
  }
}
