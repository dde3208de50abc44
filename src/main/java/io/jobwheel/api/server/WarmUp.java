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
 * Asks this node a few questions over its own port before it says that it is ready, so that the
 * first client does not wait for classes to be loaded. Among them is a group that is turned down
 * because its last delay is wrong: it goes all the way to the registry and leaves no trace there. A
 * question without an answer is skipped; nothing depends on it.
 */
final class WarmUp implements ApplicationRunner {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int ROUNDS = 10;

  // in a trace that is not sampled: nobody wants to see these requests
  private static final String NOT_TO_BE_TRACED =
      new TraceParent("1".repeat(32), "1".repeat(16), false).header();

  // long enough for the compiler to take notice
  private static final String GROUP_TO_BE_TURNED_DOWN =
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

  WarmUp(
      ApplicationContext context,
      ApiProperties properties,
      InternalCredentials access,
      Ticker ticker) {
    this.context = context;
    this.properties = properties;
    this.access = access;
    this.ticker = ticker;
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
        ask(port, "POST", "/api/v1/groups", GROUP_TO_BE_TURNED_DOWN);
        ask(port, "GET", "/api/v1/jobs?limit=1", "");
        ask(port, "GET", "/api/v1/lanes", "");
      }
      log.info("warm-up - done (took={}ms)", ticker.since(start).toMillis());
    } catch (IOException e) {
      log.info("warm-up - skipped ({})", e.toString());
    }
  }

  private void ask(int port, String method, String path, String body) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    String host =
        loopback instanceof Inet6Address
            ? "[" + loopback.getHostAddress() + "]"
            : loopback.getHostAddress();
    // the clients for calls to other servers load several times as many classes
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://" + host + ":" + port + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    connection.setRequestMethod(method);
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Authorization", access.authorization());
    connection.setRequestProperty("traceparent", NOT_TO_BE_TRACED);
    if (!body.isEmpty()) {
      connection.setRequestProperty("Content-Type", "application/json");
      connection.setDoOutput(true);
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    boolean turnedDown = connection.getResponseCode() >= 400;
    try (InputStream answer =
        turnedDown ? connection.getErrorStream() : connection.getInputStream()) {
      if (answer != null) {
        var _ = answer.readAllBytes();
      }
    }
  }
}
