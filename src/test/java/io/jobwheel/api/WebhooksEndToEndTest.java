package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.contract.Contract;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.egress.DnsLookup;
import java.net.InetAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks of the whole service, with receivers on loopback. */
@TestPropertySource(
    properties = {
      "jobwheel.http.egress.allowed-networks=127.0.0.1",
      "jobwheel.webhook-delivery.secrets=" + WebhooksEndToEndTest.OWN,
      "jobwheel.webhooks.audit.events=job.failed,group.finished",
      "jobwheel.webhooks.audit.types=http",
      "jobwheel.webhooks.audit.secrets=" + WebhooksEndToEndTest.OLD + "," + WebhooksEndToEndTest.NEW
    })
class WebhooksEndToEndTest extends EndToEndTestCase {

  static final String OWN = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
  static final String OLD = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk";
  static final String NEW = "whsec_bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3";

  private static final String OK = RawServer.response("204 No Content", "");

  /** Answers of receivers by path; others are answered 204. */
  private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();

  private static final RawServer RECEIVER =
      open((request, out) -> RawServer.write(out, ANSWERS.getOrDefault(request.target(), OK)));

  private static RawServer open(RawServer.Script script) {
    try {
      return new RawServer(script);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @TestConfiguration
  static class Names {
    @Bean
    DnsLookup lookup() {
      return host ->
          host.equals("inside.example")
              ? new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")}
              : InetAddress.getAllByName(host);
    }
  }

  @DynamicPropertySource
  static void audit(DynamicPropertyRegistry properties) {
    properties.add("jobwheel.webhooks.audit.url", () -> RECEIVER.url("/audit?key=k3y"));
  }

  @AfterAll
  static void close() {
    RECEIVER.close();
  }

  private String submit(String webhook) {
    return submit("{\"name\":\"A\",\"delay\":\"1ms\"}", webhook);
  }

  private String submit(String payload, String webhook) {
    HttpResponse<String> response =
        api.post(
            "/api/v1/jobs",
            "{\"type\":\"countdown\",\"payload\":%s,\"webhook\":%s}".formatted(payload, webhook));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return text(json(response), "/id");
  }

  private static String to(String path) {
    return "{\"url\":\"%s\"}".formatted(RECEIVER.url(path));
  }

  private static List<RawServer.Request> calls(String path) {
    return RECEIVER.requests().stream().filter(call -> call.target().equals(path)).toList();
  }

  private static RawServer.Request call(String path) {
    await().atMost(10, SECONDS).until(() -> !calls(path).isEmpty());
    return calls(path).getFirst();
  }

  private static JsonNode bodyOf(RawServer.Request call) {
    JsonNode body = new JsonMapper().readTree(call.body());
    Contract.checkWebhook(text(body, "/type"), call.method(), call.headers(), call.body());
    return body;
  }

  private List<JsonNode> deliveries(String id) {
    return items("/api/v1/jobs/" + id + "/deliveries");
  }

  private List<JsonNode> items(String path) {
    JsonNode items = json(api.get(path)).get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  private JsonNode delivery(String id, String state) {
    await()
        .atMost(15, SECONDS)
        .until(() -> deliveries(id).stream().anyMatch(each -> text(each, "/state").equals(state)));
    return deliveries(id).getFirst();
  }

  private HttpResponse<String> redeliver(String job, String delivery) {
    return api.send(
        api.request("/api/v1/jobs/%s/deliveries/%s:redeliver".formatted(job, delivery))
            .POST(BodyPublishers.noBody()));
  }

  private static List<String> signatures(RawServer.Request call, String... secrets) {
    String signed =
        "%s.%s.%s"
            .formatted(
                call.headers().get("webhook-id"),
                call.headers().get("webhook-timestamp"),
                call.body());
    return Arrays.stream(secrets).map(secret -> "v1," + hmac(secret, signed)).toList();
  }

  private static String hmac(String secret, String text) {
    try {
      byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theEndOfAJobIsToldByASignedCallWithItsDocument() {
    String id = submit(to("/first?token=t0ken"));

    RawServer.Request call = call("/first?token=t0ken");

    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("webhook-signature", signatures(call, OWN).getFirst());
    JsonNode body = bodyOf(call);
    assertThat(text(body, "/type")).isEqualTo("job.succeeded");
    assertThat(text(body, "/data/id")).isEqualTo(id);
    assertThat(text(body, "/data/state")).isEqualTo("SUCCEEDED");
    assertThat(text(body, "/timestamp")).isEqualTo(text(body, "/data/finishedAt"));
    assertThat(body.at("/data").has("payload")).isFalse();
    assertThat(body.at("/data").has("result")).isFalse();
    JsonNode delivery = delivery(id, "SUCCEEDED");
    assertThat(text(delivery, "/event")).isEqualTo("job.succeeded");
    assertThat(text(delivery, "/url")).isEqualTo(RECEIVER.url("/first"));
    assertThat(text(delivery, "/messageId")).isEqualTo(call.headers().get("webhook-id"));
    assertThat(delivery.at("/status").asInt()).isEqualTo(204);
    assertThat(delivery.at("/attempts").asInt()).isEqualTo(1);
    JsonNode job = json(api.get("/api/v1/jobs/" + id));
    assertThat(text(job, "/webhook/url")).isEqualTo(RECEIVER.url("/first"));
  }

  @Test
  void deliveriesAreLeftOutOfListsUnlessTheyAreAskedForAndShowNoPayload() {
    String id = submit(to("/lists?token=t0ken"));
    String delivery = text(delivery(id, "SUCCEEDED"), "/id");

    List<String> listed =
        items("/api/v1/jobs?limit=1000").stream().map(job -> text(job, "/id")).toList();
    HttpResponse<String> asked = api.get("/api/v1/jobs?type=webhook&limit=1000&include=payload");

    assertThat(listed).contains(id).doesNotContain(delivery);
    assertThat(asked.body()).contains(delivery).doesNotContain("t0ken");
    HttpResponse<String> alone = api.get("/api/v1/jobs/" + delivery);
    assertThat(text(json(alone), "/deliveryOf")).isEqualTo(id);
    assertThat(alone.body()).doesNotContain("t0ken");
  }

  @Test
  void aFailedCallIsRepeatedAfterFiveSecondsWithTheSameIdAndItsAnswerIsNotShown() {
    ANSWERS.put("/flaky", RawServer.response("503 Not now\r\nX-Inner: h3ader", "s3cret of mine"));
    String id = submit(to("/flaky"));
    JsonNode failed = delivery(id, "SCHEDULED");
    ANSWERS.remove("/flaky");

    JsonNode delivered = delivery(id, "SUCCEEDED");

    assertThat(text(failed, "/error/code")).isEqualTo("webhook-refused");
    assertThat(text(failed, "/error/message")).isEqualTo("The receiver answered 503.");
    assertThat(failed.toString()).doesNotContain("s3cret", "h3ader");
    assertThat(delivered.at("/attempts").asInt()).isEqualTo(2);
    List<RawServer.Request> calls = calls("/flaky");
    assertThat(calls).hasSize(2);
    assertThat(calls)
        .extracting(call -> call.headers().get("webhook-id"))
        .containsOnly(text(delivered, "/messageId"));
    long first = Long.parseLong(calls.getFirst().headers().get("webhook-timestamp"));
    long second = Long.parseLong(calls.getLast().headers().get("webhook-timestamp"));
    assertThat(second - first).isBetween(5L, 8L);
    assertThat(api.get("/api/v1/jobs/%s/attempts".formatted(text(delivered, "/id"))).body())
        .doesNotContain("s3cret", "h3ader");
  }

  @Test
  void goneEndsADeliveryWhichCanBeRepeatedThen() {
    ANSWERS.put("/gone", RawServer.response("410 Gone", ""));
    String id = submit(to("/gone"));
    JsonNode failed = delivery(id, "FAILED");
    assertThat(text(failed, "/error/code")).isEqualTo("webhook-gone");
    assertThat(calls("/gone")).hasSize(1);
    ANSWERS.remove("/gone");

    HttpResponse<String> repeated = redeliver(id, text(failed, "/id"));

    assertThat(repeated.statusCode()).as(repeated.body()).isEqualTo(202);
    JsonNode delivered = delivery(id, "SUCCEEDED");
    assertThat(text(delivered, "/id")).isEqualTo(text(failed, "/id"));
    assertThat(deliveries(id)).hasSize(1);
  }

  @Test
  void aDeliveryThatHasSucceededIsRepeatedByAnotherWithTheSameMessageId() {
    String id = submit(to("/twice"));
    JsonNode first = delivery(id, "SUCCEEDED");

    HttpResponse<String> repeated = redeliver(id, text(first, "/id"));

    assertThat(repeated.statusCode()).as(repeated.body()).isEqualTo(202);
    assertThat(text(json(repeated), "/id")).isNotEqualTo(text(first, "/id"));
    await().atMost(10, SECONDS).until(() -> calls("/twice").size() == 2);
    assertThat(calls("/twice"))
        .extracting(call -> call.headers().get("webhook-id"))
        .containsOnly(text(first, "/messageId"));
    assertThat(calls("/twice"))
        .extracting(RawServer.Request::body)
        .containsOnly(calls("/twice").getFirst().body());
    assertThat(deliveries(id)).hasSize(2);
  }

  @Test
  void aDeliveryOfAnotherJobAndOneThatIsUnderWayAreNotRepeated() {
    String id = submit(to("/mine"));
    String delivery = text(delivery(id, "SUCCEEDED"), "/id");
    String other = submit(to("/other"));
    problem(redeliver(other, delivery), 404, "not-found");

    ANSWERS.put("/late", RawServer.response("500 Broken", ""));
    String late = submit(to("/late"));
    problem(redeliver(late, text(delivery(late, "SCHEDULED"), "/id")), 409, "conflict");
  }

  @Test
  void aRedirectIsAFailureAndIsNotFollowed() {
    ANSWERS.put(
        "/moved", RawServer.response("302 Found\r\nLocation: " + RECEIVER.url("/followed"), ""));

    JsonNode failed = delivery(submit(to("/moved")), "SCHEDULED");

    assertThat(text(failed, "/error/message")).isEqualTo("The receiver answered 302.");
    assertThat(calls("/followed")).isEmpty();
  }

  @Test
  void aNameThatLeadsInsideIsRefusedAtEachAttempt() {
    JsonNode failed = delivery(submit("{\"url\":\"https://inside.example/\"}"), "FAILED");

    assertThat(text(failed, "/error/code")).isEqualTo("egress-denied");
    assertThat(failed.at("/attempts").asInt()).isEqualTo(1);
  }

  @Test
  void onlyTheEventsThatAreWantedAreTold() {
    String webhook =
        "{\"url\":\"%s\",\"events\":[\"job.cancelled\"]}".formatted(RECEIVER.url("/cancelled"));
    String done = submit(webhook);
    String cancelled = submit("{\"name\":\"A\",\"delay\":\"1m\"}", webhook);
    var _ = cancel(cancelled);

    RawServer.Request call = call("/cancelled");

    assertThat(text(bodyOf(call), "/type")).isEqualTo("job.cancelled");
    assertThat(text(bodyOf(call), "/data/id")).isEqualTo(cancelled);
    assertThat(deliveries(done)).isEmpty();
  }

  @Test
  void theEndOfAGroupIsToldOnceAlsoToEndpointsWithASignatureOfEachSecret() {
    String job = countdown("A", "1ms");
    String group =
        "{\"mode\":\"event-loop\",\"jobs\":[%s,%s],\"webhook\":%s}"
            .formatted(job, job, to("/group"));
    String id = text(json(api.post("/api/v1/groups", group)), "/id");

    RawServer.Request call = call("/group");
    RawServer.Request audit = call("/audit?key=k3y");

    assertThat(text(bodyOf(call), "/type")).isEqualTo("group.finished");
    assertThat(text(bodyOf(call), "/data/id")).isEqualTo(id);
    assertThat(text(bodyOf(call), "/data/state")).isEqualTo("SUCCEEDED");
    assertThat(audit.headers().get("webhook-signature"))
        .isEqualTo(String.join(" ", signatures(audit, OLD, NEW)));
    List<JsonNode> deliveries = items("/api/v1/groups/" + id + "/deliveries");
    assertThat(deliveries).hasSize(2);
    assertThat(deliveries).anyMatch(each -> text(each, "/endpoint").equals("audit"));
    assertThat(api.get("/api/v1/groups/" + id + "/deliveries").body())
        .doesNotContain("k3y", OLD, NEW);
  }

  @Test
  void anEndpointIsToldOfItsTypesOnly() {
    String countdown = submit(to("/types"));
    var _ = delivery(countdown, "SUCCEEDED");
    String call =
        "{\"type\":\"http\",\"maxAttempts\":1,\"payload\":{\"url\":\"%s\"}}"
            .formatted("http://inside.example/");
    String id = text(json(api.post("/api/v1/jobs", call)), "/id");

    JsonNode delivery = delivery(id, "SUCCEEDED");

    RawServer.Request told =
        calls("/audit?key=k3y").stream()
            .filter(each -> each.body().contains(id))
            .findFirst()
            .orElseThrow();
    assertThat(text(bodyOf(told), "/data/error/code")).isEqualTo("egress-denied");
    assertThat(text(delivery, "/endpoint")).isEqualTo("audit");
    assertThat(text(delivery, "/event")).isEqualTo("job.failed");
    assertThat(deliveries(countdown)).hasSize(1);
  }

  @Test
  void aBadWebhookIsRefusedAndChangesNothing() {
    String bad =
        """
        {"type":"countdown","payload":{"name":"A","delay":"1ms"},
         "webhook":{"url":"%s","events":["job.failed","group.finished","x"]}}
        """;
    for (String url :
        List.of(
            "http://10.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/latest",
            "ftp://a.example/",
            "https://user:word@a.example/",
            "/relative",
            "https://a.example/" + "x".repeat(2_000))) {
      JsonNode problem =
          problem(api.post("/api/v1/jobs", bad.formatted(url)), 400, "invalid-request");
      assertThat(fields(problem)).contains("webhook.url", "webhook.events[1]", "webhook.events[2]");
    }
    String none = "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\"},\"webhook\":{}}";
    assertThat(
            fields(
                problem(
                    api.sendLenient(api.jsonPost("/api/v1/jobs", none)), 400, "invalid-request")))
        .contains("webhook.url");
  }

  @Test
  void nobodySubmitsADeliveryOrChangesOne() {
    String forged = "{\"type\":\"webhook\",\"payload\":{\"url\":\"https://a.example/\"}}";
    assertThat(fields(problem(api.post("/api/v1/jobs", forged), 400, "invalid-request")))
        .contains("type");
    assertThat(api.get("/api/v1/job-types").body()).doesNotContain("\"webhook\"");
    ANSWERS.put("/forged", RawServer.response("410 Gone", ""));
    String id = text(delivery(submit(to("/forged")), "FAILED"), "/id");
    HttpResponse<String> changed =
        api.post(
            "/api/v1/jobs/" + id + ":redrive", "{\"payload\":{\"url\":\"https://a.example/\"}}");
    assertThat(fields(problem(changed, 400, "invalid-request"))).contains("payload");
  }
}
