package io.jobwheel.api.server;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "server.tomcat.connection-timeout=300ms")
class SlowBodyApiTest extends ApiTestCase {

  @Test
  void aBodyThatDoesNotArriveInTimeIsAProblem() throws IOException {
    try (Socket socket = raw.open()) {
      socket
          .getOutputStream()
          .write(
              """
              POST /api/v1/jobs HTTP/1.1\r
              Host: localhost\r
              Content-Type: application/json\r
              Content-Length: 50\r
              \r
              {"type":\
              """
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();

      String response = RawHttp.readAll(socket.getInputStream());

      assertThat(RawHttp.status(response)).isEqualTo(408);
      problem(RawHttp.body(response), 408, "request-timeout");
    }
    assertThat(dispatch.stored()).isEmpty();
  }
}
