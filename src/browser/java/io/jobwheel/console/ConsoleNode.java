package io.jobwheel.console;

import io.jobwheel.ServiceProcess;
import io.jobwheel.api.ApiClient;
import io.jobwheel.api.TestKeys;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node with its store in a file, and the keys {@code admin} (all scopes), {@code writer} and
 * {@code reader}.
 */
final class ConsoleNode implements AutoCloseable {

  private static final Map<String, String> SCOPES =
      Map.of(
          "admin", "jobs:read,jobs:write,jobs:admin,metrics:read",
          "writer", "jobs:read,jobs:write",
          "reader", "jobs:read");

  private final ServiceProcess service;
  private final ApiClient api;

  private ConsoleNode(ServiceProcess service) {
    this.service = service;
    this.api = new ApiClient(service.port());
  }

  /** Starts a node with further arguments, and waits until it is ready; at most a minute. */
  static ConsoleNode start(Path folder, List<String> arguments) throws IOException {
    List<String> all = new ArrayList<>();
    SCOPES.forEach((name, scopes) -> {
      String key = "--jobwheel.security.keys." + name;
      all.add(key + ".hashes=" + TestKeys.hash(key(name)));
      all.add(key + ".scopes=" + scopes);
    });
    all.addAll(arguments);
    return new ConsoleNode(ServiceProcess.start(folder, all.toArray(String[]::new)));
  }

  /** Returns the secret of a key. */
  static String key(String name) {
    return TestKeys.key(name);
  }

  /** Returns the URL of a path. */
  String url(String path) {
    return "http://localhost:" + service.port() + path;
  }

  /** Sends a GET as admin. */
  HttpResponse<String> get(String path) {
    return send(api.request(path));
  }

  /** Sends a POST of JSON as admin. */
  HttpResponse<String> post(String path, String body) {
    return send(api.jsonPost(path, body));
  }

  /** Sends a PUT of JSON as admin. */
  HttpResponse<String> put(String path, String body) {
    return send(
        api.request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  /** Sends any request as admin; it is checked against the OpenAPI document. */
  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(key("admin"), request);
  }

  /** Sends any request with a key or token; it is checked against the OpenAPI document. */
  HttpResponse<String> send(String key, HttpRequest.Builder request) {
    return api.send(request.header("Authorization", "Bearer " + key));
  }

  /** Returns the log. */
  String log() {
    return service.output();
  }

  @Override
  public void close() {
    service.close();
  }
}
