package io.jobwheel.api.server;

import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.security.InternalCredentials;
import io.jobwheel.job.TraceParent;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Sends a few requests to this node over its own port before the node is ready, so that the first
 * client does not wait for classes to be loaded. One of them submits a group that fails validation,
 * so that nothing is stored. If a request fails, the warm-up is skipped.
 */
final class WarmUp implements ApplicationRunner {

  /** Maximum time to connect, and to wait for each response. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final int ROUNDS = 10;

  // an unsampled trace, so that these requests are not exported
  private static final String UNSAMPLED =
      new TraceParent("1".repeat(32), "1".repeat(16), false).header();

  // large enough for the JIT compiler
  private static final String INVALID_GROUP =
      """
      {"mode":"sequential","jobs":[%s{"type":"countdown","payload":{"name":"B","delay":"-1s"}}]}
      """
          .formatted(
              """
              {"type":"countdown","payload":{"name":"A","delay":"1s"}},
              """
                  .repeat(100));

  private final ApplicationContext context;
  private final ApiProperties properties;
  private final InternalCredentials access;
  private final Ticker ticker;
  private final Duration timeout;

  WarmUp(
      ApplicationContext context,
      ApiProperties properties,
      InternalCredentials access,
      Ticker ticker,
      Duration timeout) {
    this.context = context;
    this.properties = properties;
    this.access = access;
    this.ticker = ticker;
    this.timeout = timeout;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (!properties.warmUp()
        || !(context instanceof WebServerApplicationContext server)
        || server.getWebServer() == null) {
      return;
    }
    long start = ticker.read();
    int port = server.getWebServer().getPort();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        send(port, "POST", "/api/v1/groups", INVALID_GROUP);
        send(port, "GET", "/api/v1/jobs?limit=1", "");
        send(port, "GET", "/api/v1/lanes", "");
      }
      log.info("warm-up - done (took={}ms)", ticker.since(start).toMillis());
    } catch (IOException e) {
      log.info("warm-up - skipped ({})", e.toString());
    }
  }

  private void send(int port, String method, String path, String body) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String host =
        loopback instanceof Inet6Address
            ? "[" + loopback.getHostAddress() + "]"
            : loopback.getHostAddress();
    // java.net.http.HttpClient loads several times as many classes
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + host + ":" + port + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setRequestMethod(method);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Authorization", access.authorization());
    connection.setRequestProperty("traceparent", UNSAMPLED);
    if (!body.isEmpty()) {
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    boolean isError = connection.getResponseCode() >= 400;
    try (InputStream response =
        isError ? connection.getErrorStream() : connection.getInputStream()) {
      if (response != null) {
        var _ = response.readAllBytes();
      }
    }
  }
}
