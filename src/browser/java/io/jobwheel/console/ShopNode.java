package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The jobs of a small shop: orders, mails, thumbnails and reports. Some have failed, some run, some
 * wait.
 *
 * @param running a job with output and progress
 * @param failed a job that has failed
 * @param waiting a job that is due in an hour
 * @param group a group whose jobs have ended
 * @param operation a running operation
 * @param comparison an ended comparison
 */
record ShopNode(
    String running,
    String failed,
    String waiting,
    String group,
    String operation,
    String comparison) {

  /** The calls that wait. */
  private static final int QUEUED = 200;

  /** The name of its nightly schedule, which is active. */
  static final String NIGHTLY = "nightly-report";

  /** The name of a schedule that is paused. */
  static final String PAUSED = "price-feed";

  /** Returns a server for its calls and webhooks. */
  static TestServer server() {
    return TestServer.start(
        Map.of(
            "/orders/4712", new TestServer.Answer(503, "the warehouse is closed for stocktaking"),
            "/stock/mugs", new TestServer.Answer(404, "no such item"),
            "/hooks/old-crm", new TestServer.Answer(410, "moved")));
  }

  /** Returns the arguments of its node. */
  static List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--jobwheel.lanes.process-pool.slots=3",
                "--jobwheel.lanes.thread-pool.slots=8",
                "--jobwheel.http.egress.allowed-networks=127.0.0.1",
                "--jobwheel.webhook-delivery.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"));
    command(arguments, "thumbnail", "sleep 0.$((RANDOM % 7 + 2)); echo '320x240 pixels, 18 kB'");
    command(
        arguments,
        "import-catalogue",
        "for i in $(seq 1 400); do echo \"row $i of 400: price checked, stock updated\";"
            + " sleep 0.4; done");
    command(
        arguments,
        "backup",
        "echo 'dumping table orders'; sleep 0.3; echo 'no space left on device' >&2; exit 28");
    return arguments;
  }

  private static void command(List<String> arguments, String name, String script) {
    String prefix = "--jobwheel.commands." + name;
    arguments.add(prefix + ".program=bash");
    arguments.add(prefix + ".arguments[0]=-c");
    arguments.add(prefix + ".arguments[1]=" + script);
    arguments.add(prefix + ".timeout=10m");
  }

  /** Fills a node as writer and admin, and waits for what ends: about half a minute. */
  static ShopNode fill(ConsoleNode node, TestServer server) {
    Client shop = new Client(node, server);
    String comparison =
        shop.post(
            "/comparisons",
            """
            {"type":"countdown","payloads":[{"name":"A","delay":"200ms"},{"name":"B","delay":"160ms"},
             {"name":"C","delay":"100ms"}]}
            """);
    shop.awaitEnd("/comparisons/" + comparison);
    String running = shop.command("import-catalogue");
    shop.calls();
    shop.put(
        "/limits/supplier", "{\"total\":4,\"rate\":{\"permits\":100,\"per\":\"1m\",\"burst\":20}}");
    shop.put("/limits/tenants", "{\"perKey\":2}");
    shop.exports();
    shop.put("/pauses/type:http", "{\"reason\":\"The supplier moves its servers until noon.\"}");
    shop.put("/pauses/submitter:importer", "{\"reason\":\"It has sent all orders twice.\"}");
    shop.queueCalls();
    String group = shop.orders();
    shop.schedules();
    String failed = shop.command("backup");
    for (int picture = 0; picture < 12; picture++) {
      shop.command("thumbnail");
    }
    shop.command("import-catalogue");
    shop.cancelReminders();
    String waiting =
        shop.post(
            "/jobs",
            """
            {"type":"countdown","payload":{"name":"R","delay":"1s"},"runAt":"%s",
             "unique":{"key":"reminder-4711"}}
            """
                .formatted(Instant.now().plusSeconds(3600)));
    for (char name = 'A'; name <= 'G'; name++) {
      shop.post(
          "/jobs",
          "{\"type\":\"countdown\",\"payload\":{\"name\":\"%c\",\"delay\":\"20m\"}}"
              .formatted(name));
    }
    shop.awaitEnd("/jobs/" + failed);
    shop.awaitEnd("/groups/" + group);
    String operation =
        shop.post(
            "/operations",
            """
            {"action":"REPRIORITIZE","priority":5,"rate":1,"filter":{"type":["http"]}}
            """);
    return new ShopNode(running, failed, waiting, group, operation, comparison);
  }

  private record Client(ConsoleNode node, TestServer server) {

    /** A group whose deliveries have succeeded, and one whose receiver is gone. */
    String orders() {
      StringBuilder jobs = new StringBuilder();
      for (int job = 0; job < 14; job++) {
        jobs.append(job == 0 ? "" : ",")
            .append(
                "{\"type\":\"countdown\",\"payload\":{\"name\":\"%c\",\"delay\":\"%dms\"}}"
                    .formatted((char) ('A' + job), 60 + job * 37 % 300));
      }
      post(
          "/jobs",
          """
          {"type":"countdown","payload":{"name":"W","delay":"10ms"},"webhook":{"url":"%s"}}
          """
              .formatted(server.url("/hooks/old-crm")));
      return post(
          "/groups",
          "{\"mode\":\"thread-pool\",\"jobs\":[%s],\"webhook\":{\"url\":\"%s\"}}"
              .formatted(jobs, server.url("/hooks/orders")));
    }

    /** Two that run and one that a limit holds. */
    void exports() {
      for (int job = 0; job < 3; job++) {
        post(
            "/jobs",
            """
            {"type":"countdown","payload":{"name":"X","delay":"20m"},
             "limits":[{"name":"tenants","key":"north"}]}
            """);
      }
    }

    void schedules() {
      String job = "{\"type\":\"command\",\"payload\":{\"name\":\"thumbnail\"}}";
      put(
          "/schedules/" + NIGHTLY,
          "{\"cron\":\"30 2 * * *\",\"timeZone\":\"Europe/Berlin\",\"job\":" + job + "}");
      put("/schedules/thumbnails", "{\"every\":\"15m\",\"overlap\":\"SKIP\",\"job\":" + job + "}");
      put(
          "/schedules/" + PAUSED,
          "{\"cron\":\"0 8-18 * * 1-5\",\"timeZone\":\"America/New_York\",\"job\":" + job + "}");
      post("/schedules/" + NIGHTLY + ":trigger", "");
      post("/schedules/" + NIGHTLY + ":trigger", "");
      post("/schedules/" + PAUSED + ":pause", "{\"reason\":\"The supplier is closed.\"}");
    }

    /** Calls of which two fail. */
    void calls() {
      List<String> made =
          List.of("/orders/4711", "/orders/4712", "/stock/mugs", "/orders/4713", "/orders/4714")
              .stream()
              .map(this::call)
              .toList();
      made.forEach(id -> awaitEnd("/jobs/" + id));
    }

    String call(String path) {
      return post("/jobs", callOf(path));
    }

    private String callOf(String path) {
      return "{\"type\":\"http\",\"maxAttempts\":1,\"payload\":{\"method\":\"POST\",\"url\":\"%s\",\"body\":{\"json\":{\"items\":2}}}}"
          .formatted(server.url(path));
    }

    /** Scheduled jobs that an operation has cancelled. */
    void cancelReminders() {
      String reminder =
          """
          {"type":"countdown","payload":{"name":"R","delay":"1s"},"runAt":"%s"}
          """
              .formatted(Instant.now().plusSeconds(86_400));
      send("POST", "/jobs:batch", "[" + String.join(",", Collections.nCopies(25, reminder)) + "]");
      String operation =
          post(
              "/operations",
              """
              {"action":"CANCEL","filter":{"type":["countdown"],"state":["SCHEDULED"]}}
              """);
      awaitEnd("/operations/" + operation);
    }

    /** Calls of a paused type: they wait. */
    void queueCalls() {
      send(
          "POST",
          "/jobs:batch",
          "[" + String.join(",", Collections.nCopies(QUEUED, callOf("/orders/4715"))) + "]");
    }

    String command(String name) {
      return post(
          "/jobs",
          "{\"type\":\"command\",\"maxAttempts\":1,\"payload\":{\"name\":\"%s\"}}".formatted(name));
    }

    String post(String path, String body) {
      return send("POST", path, body).path("id").asString("");
    }

    void put(String path, String body) {
      send("PUT", path, body);
    }

    private JsonNode send(String method, String path, String body) {
      boolean isWriter =
          !path.startsWith("/pauses")
              && !path.startsWith("/limits")
              && !path.startsWith("/operations");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(node.url("/api/v1" + path)))
              .method(method, BodyPublishers.ofString(body));
      if (!body.isEmpty()) {
        request.header("Content-Type", "application/json");
      }
      HttpResponse<String> response =
          node.send(ConsoleNode.key(isWriter ? "writer" : "admin"), request);
      assertThat(response.statusCode()).as(path + response.body()).isBetween(200, 202);
      return ApiClient.json(response);
    }

    void awaitEnd(String path) {
      await(path)
          .atMost(Duration.ofSeconds(40))
          .until(() -> !ApiClient.json(node.get("/api/v1" + path)).path("finishedAt").isNull());
    }
  }
}
