package io.jobwheel.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server on loopback that jobs call, and webhooks are sent to. A call of a path without an answer
 * gets 204, and one of {@code /held} none before the server is closed.
 */
final class TestServer implements AutoCloseable {

  /** An answer with text in UTF-8. */
  record Answer(int status, String text) {}

  private final HttpServer server;
  private final Map<String, Answer> answers;
  private final List<HttpExchange> held = new CopyOnWriteArrayList<>();

  private TestServer(HttpServer server, Map<String, Answer> answers) {
    this.server = server;
    this.answers = answers;
  }

  /** Starts one with answers by their path. */
  static TestServer start(Map<String, Answer> answers) {
    try {
      TestServer started =
          new TestServer(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
              answers);
      started.server.createContext("/", started::answer);
      started.server.start();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith("/held")) {
      held.add(exchange);
      return;
    }
    Answer answer = answers.getOrDefault(path, new Answer(204, ""));
    byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain;charset=utf-8");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Returns the URL of a path. */
  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  @Override
  public void close() {
    held.forEach(HttpExchange::close);
    server.stop(0);
  }
}
