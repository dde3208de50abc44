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
 * As much of a cluster as Helm asks for while it renders: which secrets and deployments there are.
 * Helm finds it by the file that {@code KUBECONFIG} names, which the build sets and this writes.
 */
final class FakeCluster implements AutoCloseable {

  private static final Map<String, String> RESOURCES =
      Map.of(
          "/api/v1",
          """
          {"kind":"APIResourceList","groupVersion":"v1","resources":[
            {"name":"secrets","singularName":"secret","namespaced":true,"kind":"Secret","verbs":["get","list"]}]}
          """,
          "/apis/apps/v1",
          """
          {"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
            {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get","list"]}]}
          """);

  /** By path, as documents of the interface. */
  private final Map<String, String> objects = new ConcurrentHashMap<>(RESOURCES);

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
    String found = objects.get(path);
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
    objects.put(
        "/api/v1/namespaces/%s/secrets/%s".formatted(namespace, name),
        "{\"kind\":\"Secret\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"data\":{%s}}"
            .formatted(name, namespace, data));
  }

  /** Puts a deployment there, in place of an earlier one of that name. */
  void addDeployment(String namespace, String name, int replicas, String annotations) {
    objects.put(
        "/apis/apps/v1/namespaces/%s/deployments/%s".formatted(namespace, name),
        "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\",\"annotations\":%s},\"spec\":{\"replicas\":%d}}"
            .formatted(name, namespace, annotations, replicas));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
