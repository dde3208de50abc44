package io.jobwheel.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class WarmUpTest {

  /** A request that the server received. */
  private record Got(
      String method,
      String path,
      List<String> authorization,
      List<String> traceparent,
      List<String> connection,
      String body) {}

  private static void warmUp(int port) {
    warmUp(port, WarmUp.TIMEOUT);
  }

  private static void warmUp(int port, Duration timeout) {
    WebServer server =
        (WebServer)
            Proxy.newProxyInstance(
                WarmUpTest.class.getClassLoader(),
                new Class<?>[] {WebServer.class},
                (_, method, _) -> method.getName().equals("getPort") ? port : null);
    WebServerApplicationContext context =
        (WebServerApplicationContext)
            Proxy.newProxyInstance(
                WarmUpTest.class.getClassLoader(),
                new Class<?>[] {WebServerApplicationContext.class},
                (_, method, _) -> method.getName().equals("getWebServer") ? server : null);
    ApiProperties properties =
        new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("jobwheel.api", ApiProperties.class);
    new WarmUp(context, properties, () -> "Bearer own", Ticker.system(), timeout)
        .run(new DefaultApplicationArguments());
  }

  private static List<Got> gotByServer(int status, IntConsumer client) throws IOException {
    List<Got> got = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          got.add(
              new Got(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  exchange.getRequestHeaders().get("Authorization"),
                  exchange.getRequestHeaders().get("traceparent"),
                  exchange.getRequestHeaders().get("Connection"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] response = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, response.length);
          exchange.getResponseBody().write(response);
          exchange.close();
        });
    server.start();
    try {
      client.accept(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
    return got;
  }

  @Test
  void requestsUseTheInternalKeyAreUnsampledAndCloseTheirConnections() throws IOException {
    List<Got> got = gotByServer(200, WarmUpTest::warmUp);
    assertThat(got)
        .hasSize(30)
        .allSatisfy(each -> {
          assertThat(each.authorization()).containsExactly("Bearer own");
          assertThat(each.traceparent()).singleElement().asString().endsWith("-00"); // not sampled
          assertThat(each.connection()).containsExactly("close");
        });
    assertThat(got.subList(0, 3))
        .extracting(each -> each.method() + " " + each.path())
        .containsExactly("POST /api/v1/groups", "GET /api/v1/jobs?limit=1", "GET /api/v1/lanes");
  }

  @Test
  void onlyTheLastJobOfTheGroupIsWrong() throws IOException {
    String body = gotByServer(422, WarmUpTest::warmUp).getFirst().body();
    JsonNode jobs = JsonMapper.shared().readTree(body).get("jobs");
    for (int i = 0; i < jobs.size(); i++) {
      assertThat(jobs.get(i).get("payload").get("delay").asString())
          .isEqualTo(i < jobs.size() - 1 ? "1s" : "-1s");
    }
  }

  @Test
  void allRequestsAreSentToAServerThatRejectsThem() throws IOException {
    assertThat(gotByServer(401, WarmUpTest::warmUp)).hasSize(30);
    assertThat(gotByServer(500, WarmUpTest::warmUp)).hasSize(30);
  }

  @Test
  void aClosedPortDoesNotPreventTheStart() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    warmUp(port);
  }

  @Test
  void aServerWithoutAResponseTimesOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Duration timeout = Duration.ofMillis(200);
      long start = Ticker.system().read();
      warmUp(silent.getLocalPort(), timeout);
      assertThat(Ticker.system().since(start)).isGreaterThanOrEqualTo(timeout);
    }
  }

  @Test
  void aResponseThatIsNotHttpEndsTheWarmUp() throws Exception {
    try (ServerSocket strange = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                while (true) {
                  try (var connection = strange.accept()) {
                    connection.getOutputStream().write(new byte[] {21, 3, 1, 0, 2, 2, 10});
                  } catch (IOException e) {
                    return; // closed
                  }
                }
              });
      warmUp(strange.getLocalPort());
      strange.close();
      answering.join();
    }
  }
}
