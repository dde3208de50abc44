package io.jobwheel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The question that a container's health check asks. */
class HealthCheckTest {

  @ParameterizedTest
  @CsvSource({"200, true", "503, false", "401, false", "404, false"})
  void onlyAServiceThatIsReadyIsHealthy(int status, boolean healthy) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    try {
      assertThat(HealthCheck.isReady("http://127.0.0.1:" + port)).isEqualTo(healthy);
    } finally {
      server.stop(0);
    }
    assertThat(HealthCheck.isReady("http://127.0.0.1:" + port)).isFalse();
  }

  @Test
  void whatIsNoAddressIsNotHealthy() {
    assertThat(HealthCheck.isReady("8080")).isFalse();
    assertThat(HealthCheck.isReady("http//x")).isFalse();
  }
}
