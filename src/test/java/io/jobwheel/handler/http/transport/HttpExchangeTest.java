package io.jobwheel.handler.http.transport;

import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.time.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Aborting an exchange at any time closes its connection. */
@Timeout(60)
class HttpExchangeTest {

  private static WireRequest request(RawServer server) throws Exception {
    return new WireRequest(
        "GET",
        CallUrl.parse(server.url("/")),
        InetAddress.ofLiteral("127.0.0.1"),
        Map.of(),
        null,
        "text/plain",
        10,
        new WireBudget(10));
  }

  @Test
  void anExchangeThatIsAbortedAtAnyTimeLeavesNoConnection() throws Exception {
    Random random = new Random(20261125);
    try (RawServer server = RawServer.silent();
        Calls calls = Calls.onLoopback()) {
      for (int i = 0; i < 500; i++) {
        try (HttpExchange exchange =
            calls.transport.send(request(server), Duration.ofSeconds(10))) {
          assertThat(exchange.response()).isNotDone();
          LockSupport.parkNanos(random.nextInt(1_500_000));
        }
      }
      awaitNoConnections(calls.transport);
      for (int i = 0; i < server.connections(); i++) {
        assertThat(server.awaitHangUp()).isTrue();
      }
    }
  }

  @Test
  void exchangesThatWaitForAConnectionAreAbortedToo() throws Exception {
    try (RawServer server = RawServer.silent();
        HttpTransport transport =
            new HttpTransport(
                new TransportLimits(1, 1, 1, Duration.ofSeconds(5), 1 << 20),
                javax.net.ssl.SSLContext.getDefault(),
                Ticker.system())) {
      HttpExchange first = transport.send(request(server), Duration.ofSeconds(10));
      assertThat(server.awaitRequest()).isTrue();
      try (HttpExchange second = transport.send(request(server), Duration.ofMillis(100))) {
        assertThat(second.response().handle((_, e) -> e).get(10, TimeUnit.SECONDS))
            .isInstanceOf(java.io.IOException.class);
      }
      transport.send(request(server), Duration.ofSeconds(10)).close();
      first.close();
      awaitNoConnections(transport);
    }
  }

  @Test
  void anAnsweredExchangeKeepsItsConnection() throws Exception {
    try (RawServer server = RawServer.saying(response("200 OK", "x"));
        Calls calls = Calls.onLoopback()) {
      for (int i = 0; i < 100; i++) {
        try (HttpExchange exchange =
            calls.transport.send(request(server), Duration.ofSeconds(10))) {
          assertThat(exchange.response().get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        awaitNoneInUse(calls.transport);
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(calls.transport.connections()).isEqualTo(1);
    }
  }

  private static void awaitNoConnections(HttpTransport transport) {
    await().until(() -> transport.connections() == 0);
  }

  private static void awaitNoneInUse(HttpTransport transport) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> transport.connectionsInUse() == 0);
  }
}
