package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Jobs and all else that a client can store with hostile text in every place for text.
 *
 * @param failed a job that printed it and failed with it, whose unique key it is
 * @param big a job with a result of a megabyte of it
 * @param group a group with jobs of both kinds
 * @param operation an operation whose filter has it
 * @param comparison an ended comparison of payloads with it
 */
record HostileJobs(String failed, String big, String group, String operation, String comparison) {

  private static final String MARKUP = "<img src=x onerror=alert(1)>";

  /**
   * The text: markup, marks of direction, a URL that is a script; no slash, so that paths can have
   * it.
   */
  static final String TEXT =
      "\u202e" + MARKUP + "\u2066<script>alert(2)<a href='javascript:alert(3)'>a";

  /** How its beginning is to be shown. */
  static final String SHOWN = "\\u202e" + MARKUP + "\\u2066<script>";

  /** The name of a paused schedule. */
  static final String SCHEDULE = "hostile";

  private static final int MEGABYTE = 1_000_000;

  /** Returns the text within a URL. */
  static String encoded() {
    return URLEncoder.encode(TEXT, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns a server whose answers have the text. */
  static TestServer server() {
    return TestServer.start(
        Map.of(
            "/big", new TestServer.Answer(200, TEXT.repeat(MEGABYTE / TEXT.length())),
            "/fail", new TestServer.Answer(500, TEXT),
            "/gone", new TestServer.Answer(410, TEXT)));
  }

  /** Returns the arguments of a node with a command that prints the text and fails. */
  static List<String> arguments() {
    String print = "printf '\\033[31m\\a%s\\n' \"$0\"; echo \"$0\" >&2; exit 3";
    List<String> arguments = new ArrayList<>();
    arguments.add("--jobwheel.commands.hostile.program=sh");
    arguments.add("--jobwheel.commands.hostile.arguments[0]=-c");
    arguments.add("--jobwheel.commands.hostile.arguments[1]=" + print);
    arguments.add("--jobwheel.commands.hostile.arguments[2]=" + TEXT);
    arguments.add("--jobwheel.http.egress.allowed-networks=127.0.0.1");
    arguments.add("--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    return arguments;
  }

  /** Stores all of it with a token, whose subject is the text, too, and waits for what ends. */
  static HostileJobs submit(ConsoleNode node, String token, TestServer server) {
    Client client = new Client(node, token);
    String command = "\"type\":\"command\",\"maxAttempts\":1,\"payload\":{\"name\":\"hostile\"}";
    String failed =
        client.post(
            "/api/v1/jobs",
            "{%s,\"unique\":{\"key\":%s,\"until\":{\"for\":\"1h\"}},\"webhook\":{\"url\":\"%s\"}}"
                .formatted(command, json(TEXT), server.url("/gone?" + encoded())));
    String call =
        """
        "type":"http","maxAttempts":1,"payload":{"method":"POST","url":"%s","keepBody":1100000,
         "headers":{"X-Note":"<b>bold</b>"},"body":{"json":{%s:[%s]}}}
        """;
    String bigCall = call.formatted(server.url("/big"), json(TEXT), json(TEXT));
    String big = client.post("/api/v1/jobs", "{" + bigCall + "}");
    String held =
        client.post(
            "/api/v1/jobs",
            "{" + call.formatted(server.url("/held?" + encoded()), json(TEXT), json(TEXT)) + "}");
    String group =
        client.post(
            "/api/v1/groups",
            "{\"mode\":\"thread-pool\",\"jobs\":[{%s},{%s}]}"
                .formatted(command, call.formatted(server.url("/fail"), json(TEXT), json(TEXT))));
    client.put(
        "/api/v1/schedules/" + SCHEDULE, "{\"every\":\"1d\",\"job\":{%s}}".formatted(bigCall));
    client.post("/api/v1/schedules/" + SCHEDULE + ":pause", "{\"reason\":" + json(TEXT) + "}");
    client.put("/api/v1/limits/hostile", "{\"total\":1}"); // by whom is hostile
    client.put("/api/v1/pauses/type:webhooks", "{\"reason\":" + json(TEXT) + "}");
    String operation =
        client.post(
            "/api/v1/operations",
            "{\"action\":\"CANCEL\",\"rate\":1,\"filter\":{\"type\":[%s,\"countdown\"]}}"
                .formatted(json(TEXT)));
    client.awaitEnd("/api/v1/jobs/" + failed);
    client.awaitEnd("/api/v1/jobs/" + big);
    client.awaitEnd("/api/v1/groups/" + group);
    String comparison =
        client.post(
            "/api/v1/comparisons",
            "{\"type\":\"http\",\"payloads\":[%s],\"modes\":[\"event-loop\"],\"repeats\":1,\"force\":true}"
                .formatted(bigCall.substring(bigCall.indexOf('{'), bigCall.lastIndexOf('}') + 1)));
    client.awaitEnd("/api/v1/comparisons/" + comparison);
    assertThat(held).isNotEmpty();
    client.put("/api/v1/pauses/submitter:token:" + encoded(), "{\"reason\":" + json(TEXT) + "}");
    return new HostileJobs(failed, big, group, operation, comparison);
  }

  private static String json(String text) {
    return ApiClient.JSON.writeValueAsString(text);
  }

  private record Client(ConsoleNode node, String token) {

    String post(String path, String body) {
      return send("POST", path, body).path("id").asString("");
    }

    void put(String path, String body) {
      send("PUT", path, body);
    }

    private JsonNode send(String method, String path, String body) {
      HttpResponse<String> response =
          node.send(
              token,
              HttpRequest.newBuilder(URI.create(node.url(path)))
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.ofString(body)));
      assertThat(response.statusCode()).as(path + response.body()).isBetween(200, 202);
      return ApiClient.json(response);
    }

    void awaitEnd(String path) {
      await(path).until(() -> !ApiClient.json(node.get(path)).path("finishedAt").isNull());
    }
  }
}
