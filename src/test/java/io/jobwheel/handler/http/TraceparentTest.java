package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.http.call.HttpHandler;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The trace context that calls send. */
class TraceparentTest {

  private static final String OURS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String THEIRS = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00";

  private final Calls calls = Calls.onLoopback();

  @AfterEach
  void close() {
    calls.close();
  }

  private static List<String> sent(RawServer server) {
    return server.requests().stream()
        .map(request -> request.headers().getOrDefault("traceparent", "none"))
        .toList();
  }

  @Test
  void aCallSendsTheTraceContextOfItsAttempt() throws Exception {
    try (RawServer server = RawServer.saying(response("200 OK", ""))) {
      var _ = calls.handler().run(call(server.url("/")).build(), new BlockingContext(OURS));
      assertThat(sent(server)).containsExactly(OURS);
    }
  }

  @Test
  void anAttemptOutsideATraceSendsNoTraceContext() throws Exception {
    try (RawServer server = RawServer.saying(response("200 OK", ""))) {
      var _ = calls.handler().run(call(server.url("/")).build(), new BlockingContext());
      assertThat(sent(server)).containsExactly("none");
    }
  }

  @Test
  void theTraceContextOfTheClientTakesPrecedence() throws Exception {
    try (RawServer server = RawServer.saying(response("200 OK", ""))) {
      var _ =
          calls
              .handler()
              .run(
                  call(server.url("/")).header("TraceParent", THEIRS).build(),
                  new BlockingContext(OURS));
      assertThat(sent(server)).containsExactly(THEIRS);
    }
  }

  @Test
  void aNodeMayOmitItsTraceContextAndStillSendsThatOfTheClient() throws Exception {
    try (RawServer server = RawServer.saying(response("200 OK", ""))) {
      HttpHandler silent = calls.handler(false);
      var _ = silent.run(call(server.url("/")).build(), new BlockingContext(OURS));
      var _ =
          silent.run(
              call(server.url("/")).header("traceparent", THEIRS).build(),
              new BlockingContext(OURS));
      assertThat(sent(server)).containsExactly("none", THEIRS);
    }
  }

  @Test
  void aRedirectIsFollowedInTheSameTrace() throws Exception {
    try (RawServer target = RawServer.saying(response("200 OK", ""));
        RawServer server =
            RawServer.saying(response("302 Found\r\nLocation: " + target.url("/there"), ""))) {
      var _ = calls.handler().run(call(server.url("/")).build(), new BlockingContext(OURS));
      assertThat(sent(server)).containsExactly(OURS);
      assertThat(sent(target)).containsExactly(OURS);
    }
  }
}
