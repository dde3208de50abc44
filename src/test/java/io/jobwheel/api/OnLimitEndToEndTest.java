package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Limits that reject jobs or cancel the oldest ones, of the whole service. */
@TestPropertySource(
    properties = {
      "jobwheel.limits.strict.per-key=1",
      "jobwheel.limits.strict.on-limit=reject",
      "jobwheel.limits.rate.rate.permits=1",
      "jobwheel.limits.rate.rate.per=1h",
      "jobwheel.limits.rate.on-limit=reject",
      "jobwheel.limits.latest.per-key=1",
      "jobwheel.limits.latest.on-limit=cancel-oldest",
      "jobwheel.limits.other.total=9",
      "jobwheel.limits.other.on-limit=cancel-oldest",
    })
class OnLimitEndToEndTest extends EndToEndTestCase {

  private static final String RETRY_AFTER = "Retry-After";

  private static String job(String delay, String limit, String key) {
    return """
    {"type":"countdown","payload":{"name":"A","delay":"%s"},"limits":[{"name":"%s","key":"%s"}]}\
    """
        .formatted(delay, limit, key);
  }

  private String submitted(String body) {
    HttpResponse<String> response = api.post("/api/v1/jobs", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return text(json(response), "/id");
  }

  private double count(String meter, String limit) {
    String sample = "%s{limit=\"%s\"} ".formatted(meter, limit);
    return api.get("/actuator/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(sample))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length())))
        .sum();
  }

  @Test
  void aJobWithoutPermitsIsRefusedUntilTheOtherEnds() throws Exception {
    double before = count("jobwheel_limit_rejected_total", "strict");
    String first = submitted(job("20s", "strict", "a"));
    HttpResponse<String> refused =
        api.send(
            api.jsonPost("/api/v1/jobs", job("0s", "strict", "a"))
                .header("Idempotency-Key", "\"strict\""));
    JsonNode document = problem(refused, 429, "limit-reached");
    assertThat(text(document, "/limit")).isEqualTo("strict");
    assertThat(text(document, "/key")).isEqualTo("a");
    assertThat(text(document, "/detail"))
        .isEqualTo("The limit 'strict' for the key 'a' has no permits left. Nothing was stored.");
    assertThat(refused.headers().firstValue(RETRY_AFTER)).isEmpty();
    assertThat(count("jobwheel_limit_rejected_total", "strict") - before).isEqualTo(1);

    cancel(first);
    var _ = ended(first);
    HttpResponse<String> again =
        api.send(
            api.jsonPost("/api/v1/jobs", job("0s", "strict", "a"))
                .header("Idempotency-Key", "\"strict\""));
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(text(ended(text(json(again), "/id")), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aRateSaysWhenToTryAgain() {
    var _ = submitted(job("0s", "rate", "a"));
    HttpResponse<String> refused = api.post("/api/v1/jobs", job("0s", "rate", "a"));
    problem(refused, 429, "limit-reached");
    assertThat(refused.headers().firstValueAsLong(RETRY_AFTER).orElse(0)).isBetween(3500L, 3600L);
  }

  @Test
  void aGroupIsRefusedAsAWhole() {
    String group =
        group(
            "thread-pool",
            "ALL_COMPLETED",
            countdown("A", "0s"),
            job("20s", "strict", "b"),
            job("0s", "strict", "b"));
    problem(api.post("/api/v1/groups", group), 429, "limit-reached");
    String free = submitted(job("0s", "strict", "b"));
    assertThat(free).isNotEmpty();
  }

  @Test
  void aLenientBatchRejectsOnlyTheJobsWithoutPermitsAlsoIfItIsRepeated() {
    String batch =
        "[%s,%s,%s]"
            .formatted(job("20s", "strict", "c"), job("0s", "strict", "c"), countdown("A", "0s"));
    JsonNode first = lenient(batch);
    assertThat(first.path("accepted").asInt()).isEqualTo(2);
    assertThat(first.path("rejected").asInt()).isEqualTo(1);
    assertThat(text(first, "/items/1/error/field")).isEqualTo("limits");
    assertThat(text(first, "/items/1/error/message"))
        .isEqualTo("The limit 'strict' for the key 'c' has no permits left");
    assertThat(first.at("/items/1/id").isMissingNode()).isTrue();
    cancel(text(first, "/items/0/id"));

    JsonNode again = lenient(batch);
    for (String item : new String[] {"/items/0/id", "/items/1/error", "/items/2/id"}) {
      assertThat(again.at(item)).isEqualTo(first.at(item));
    }
    problem(api.post("/api/v1/jobs:batch", batch), 429, "limit-reached");
  }

  private JsonNode lenient(String batch) {
    HttpResponse<String> response =
        api.send(
            api.jsonPost("/api/v1/jobs:batch", batch)
                .header("Prefer", "handling=lenient")
                .header("Idempotency-Key", "\"batch\""));
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return json(response);
  }

  @Test
  void aLaterJobCancelsTheOneThatRunsAndTakesItsPlace() throws Exception {
    String first = submitted(job("20s", "latest", "a"));
    String other = submitted(job("20s", "latest", "b"));
    String second = submitted(job("10ms", "latest", "a"));
    JsonNode cancelled = ended(first);
    assertThat(text(cancelled, "/state")).isEqualTo("CANCELLED");
    assertThat(text(cancelled, "/error/code")).isEqualTo("cancelled");
    assertThat(text(cancelled, "/error/message"))
        .isEqualTo(
            "Cancelled: job %s was submitted later, and limit latest, key a, allows 1."
                .formatted(second));
    assertThat(text(ended(second), "/state")).isEqualTo("SUCCEEDED");
    assertThat(count("jobwheel_limit_cancelled_total", "latest")).isPositive();
    assertThat(text(json(api.get("/api/v1/jobs/" + other)), "/state")).isEqualTo("RUNNING");
    cancel(other);
  }

  @Test
  void aJobHasAtMostOneLimitThatCancels() {
    String two =
        job("0s", "latest", "d")
            .replace("[{\"name\":\"latest\"", "[{\"name\":\"other\"},{\"name\":\"latest\"");
    JsonNode refused = problem(api.post("/api/v1/jobs", two), 400, "invalid-request");
    assertThat(text(refused, "/errors/0/field")).isEqualTo("limits");
    String mixed = two.replace("\"other\"", "\"rate\",\"key\":\"d\"");
    String id = submitted(mixed);
    assertThat(json(api.get("/api/v1/jobs/" + id)).at("/limits/0/name").asString())
        .isEqualTo("latest");
  }
}
