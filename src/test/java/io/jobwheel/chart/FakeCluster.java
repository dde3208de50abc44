package io.jobwheel.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of a cluster as Helm asks for while it renders: which secrets there are. Helm finds it by
 * the file that {@code KUBECONFIG} names, which the build sets and this writes.
 */
final class FakeCluster implements AutoCloseable {

  private static final String RESOURCES =
      """
      {"kind":"APIResourceList","groupVersion":"v1","resources":[
        {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get","list"]}]}
      """;

  /** By namespace and name, as documents of the interface. */
  final Map<String, String> secrets = new ConcurrentHashMap<>();

  private final HttpServer server;

  FakeCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String file = System.getenv("KUBECONFIG");
    assertThat(file).as("the variable KUBECONFIG, which pom.xml sets for tests").isNotNull();
    Files.writeString(
        Path.of(file),
        """
        apiVersion: v1
        kind: Config
        current-context: fake
        contexts: [{name: fake, context: {cluster: fake, user: fake}}]
        clusters: [{name: fake, cluster: {server: "http://127.0.0.1:%d"}}]
        users: [{name: fake, user: {}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String found = path.equals("/api/v1") ? RESOURCES : secrets.get(path);
    byte[] body =
        (found != null
                ? found
                : "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(found != null ? 200 : 404, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Puts a secret there whose entries are plain text. */
  void add(String namespace, String name, Map<String, String> entries) {
    StringBuilder data = new StringBuilder();
    entries.forEach((key, value) ->
        data.append(data.isEmpty() ? "" : ",")
            .append(
                "\"%s\":\"%s\""
                    .formatted(
                        key,
                        java.util.Base64.getEncoder()
                            .encodeToString(value.getBytes(StandardCharsets.UTF_8)))));
    secrets.put(
        "/api/v1/namespaces/%s/secrets/%s".formatted(namespace, name),
        "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"data\":{%s}}"
            .formatted(name, namespace, data));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
