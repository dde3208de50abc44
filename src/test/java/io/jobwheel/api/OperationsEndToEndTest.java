package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** Redrives, deletions and bulk operations over HTTP, on a whole service. */
class OperationsEndToEndTest extends EndToEndTestCase {

  private static final String OPERATIONS = "/api/v1/operations";
  private static final String UNKNOWN = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  /** A type that fails unless its payload says otherwise. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    JobHandler<?, ?> breaking() {
      return new Breaking();
    }
  }

  /** What the job does. */
  record Order(boolean works) {}

  /** Fails, or works. */
  static final class Breaking implements JobHandler<Order, String> {

    @Override
    public JobType<Order> type() {
      return JobType.ioBound("breaking", "Fails or works.", Order.class);
    }

    @Override
    public String run(Order order, JobContext context) {
      if (order.works()) {
        return "worked";
      }
      throw new IllegalStateException("broken");
    }
  }

  private JsonNode job(boolean works) {
    return json(
        postAndWait(
            "/api/v1/jobs", "{\"type\":\"breaking\",\"payload\":{\"works\":%s}}".formatted(works)));
  }

  private String failed() {
    JsonNode job = job(false);
    assertThat(text(job, "/state")).isEqualTo("FAILED");
    return text(job, "/id");
  }

  private String scheduled() {
    return text(
        json(
            api.post(
                "/api/v1/jobs",
                "{\"type\":\"breaking\",\"payload\":{\"works\":true},"
                    + "\"runAt\":\"2999-01-01T00:00:00Z\"}")),
        "/id");
  }

  private JsonNode read(String id) {
    return json(api.get("/api/v1/jobs/" + id));
  }

  private HttpResponse<String> redrive(String id, String body) {
    return api.post("/api/v1/jobs/%s:redrive".formatted(id), body);
  }

  private HttpResponse<String> delete(String id) {
    return api.send(api.request("/api/v1/jobs/" + id).DELETE());
  }

  private HttpResponse<String> operate(String body) {
    return api.post(OPERATIONS, body);
  }

  private JsonNode completed(HttpResponse<String> created) {
    assertThat(created.statusCode()).as(created.body()).isEqualTo(202);
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo(OPERATIONS + "/" + text(json(created), "/id"));
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> json(api.get(location)),
            operation -> !text(operation, "/state").equals("RUNNING"));
  }

  @Test
  void aFailedJobRunsAgainWithAnotherPayload() throws Exception {
    String id = failed();
    problem(redrive(id, "{\"payload\":{\"works\":\"maybe\"}}"), 400, "invalid-request");
    assertThat(text(read(id), "/state")).isEqualTo("FAILED");

    HttpResponse<String> response = redrive(id, "{\"payload\":{\"works\":true},\"priority\":-5}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/jobs/" + id);

    JsonNode job = ended(id);
    assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
    assertThat(text(job, "/result")).isEqualTo("worked");
    assertThat(job.path("priority").asInt()).isEqualTo(-5);
    assertThat(job.path("attempt").asInt()).isEqualTo(2);
    assertThat(job.path("failures").asInt()).isZero();
    assertThat(job.path("priorAttempts").asInt()).isEqualTo(1);
    assertThat(job.at("/payload").toString()).isEqualTo("{\"works\":true}");
    JsonNode attempts = json(api.get("/api/v1/jobs/%s/attempts".formatted(id))).path("items");
    assertThat(attempts.valueStream().map(attempt -> text(attempt, "/outcome")))
        .containsExactly("FAILED", "SUCCEEDED");
    assertThat(text(attempts.get(0), "/error/message")).contains("broken");
    problem(redrive(id, ""), 409, "conflict");
  }

  @Test
  void aCancelledJobRunsAgainWithoutABody() throws Exception {
    String id = scheduled();
    problem(redrive(id, ""), 409, "conflict");
    assertThat(cancel(id).statusCode()).isEqualTo(202);
    // the document allows it, but its validator wants a Content-Type even without a body
    HttpResponse<String> response =
        api.sendLenient(
            api.request("/api/v1/jobs/%s:redrive".formatted(id)).POST(BodyPublishers.noBody()));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JsonNode job = ended(id);
    assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
    assertThat(job.has("priorAttempts")).isFalse();
  }

  @Test
  void onlyAJobThatExistsIsRedrivenOrDeleted() {
    problem(redrive(UNKNOWN, ""), 404, "not-found");
    problem(delete(UNKNOWN), 404, "not-found");
    problem(delete("no-id"), 400, "invalid-parameter");
    problem(redrive("no-id", "{}"), 400, "invalid-parameter");
    problem(redrive(UNKNOWN, "{\"payloads\":1}"), 400, "invalid-request");
  }

  @Test
  void aFinishedJobIsDeletedForGood() {
    String id = failed();
    assertThat(delete(id).statusCode()).isEqualTo(204);
    problem(api.get("/api/v1/jobs/" + id), 410, "pruned");
    problem(delete(id), 410, "pruned");
    problem(redrive(id, ""), 410, "pruned");
    String waiting = scheduled();
    problem(delete(waiting), 409, "conflict");
    assertThat(text(read(waiting), "/state")).isEqualTo("SCHEDULED");
    assertThat(cancel(waiting).statusCode()).isEqualTo(202);
    assertThat(delete(waiting).statusCode()).isEqualTo(204);
  }

  @Test
  void allThatMatchAreRedrivenOnce() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(failed());
    }
    String filter = "{\"type\":[\"breaking\"],\"errorCode\":[\"handler-failed\"]}";
    HttpResponse<String> dryRun =
        operate("{\"action\":\"REDRIVE\",\"dryRun\":true,\"filter\":%s}".formatted(filter));
    assertThat(dryRun.statusCode()).isEqualTo(200);
    long matched = json(dryRun).path("matched").asLong();
    assertThat(matched).isGreaterThanOrEqualTo(5);
    assertThat(json(api.get(OPERATIONS + "?state=RUNNING")).path("items").size()).isZero();

    JsonNode operation =
        completed(
            operate(
                "{\"action\":\"REDRIVE\",\"priority\":-20,\"confirm\":%d,\"filter\":%s}"
                    .formatted(matched, filter)));
    assertThat(text(operation, "/state")).isEqualTo("COMPLETED");
    assertThat(operation.path("matched").asLong()).isEqualTo(matched);
    assertThat(operation.path("done").asLong()).isEqualTo(matched);
    assertThat(operation.path("rate").asInt()).isEqualTo(100);
    assertThat(operation.at("/skipped/changed").asInt()).isZero();
    assertThat(text(operation, "/filter/state/0")).isEqualTo("FAILED");
    for (String id : ids) {
      // the jobs fail again, and do not belong to the operation then
      JsonNode job =
          await()
              .atMost(Duration.ofSeconds(20))
              .until(() -> read(id), each -> text(each, "/state").equals("FAILED"));
      assertThat(job.path("attempt").asInt()).isEqualTo(2);
      assertThat(job.path("priority").asInt()).isEqualTo(-20);
    }
  }

  @Test
  void waitingJobsAreReprioritizedCancelledAndDeleted() {
    List<String> ids = List.of(scheduled(), scheduled(), scheduled());
    String filter = "{\"type\":[\"breaking\"],\"state\":[\"SCHEDULED\"]}";
    JsonNode reprioritized =
        completed(
            operate(
                "{\"action\":\"REPRIORITIZE\",\"priority\":33,\"filter\":%s}".formatted(filter)));
    assertThat(reprioritized.path("done").asLong()).isGreaterThanOrEqualTo(3);
    assertThat(ids).allMatch(id -> read(id).path("priority").asInt() == 33);

    completed(operate("{\"action\":\"CANCEL\",\"filter\":%s}".formatted(filter)));
    assertThat(ids).allMatch(id -> text(read(id), "/state").equals("CANCELLED"));

    completed(
        operate(
            "{\"action\":\"DELETE\",\"filter\":{\"type\":[\"breaking\"],"
                + "\"state\":[\"CANCELLED\"]}}"));
    ids.forEach(id -> problem(api.get("/api/v1/jobs/" + id), 410, "pruned"));
  }

  @Test
  void anOperationOnAllJobsHasToBeConfirmed() {
    for (int i = 0; i < 3; i++) {
      failed();
    }
    JsonNode problem = problem(operate("{\"action\":\"REDRIVE\"}"), 409, "operation-not-confirmed");
    String hint = text(problem, "/errors/0/message");
    assertThat(fields(problem)).containsExactly("confirm");
    long matched = Long.parseLong(hint.replaceAll("[^0-9]", ""));
    assertThat(matched).isGreaterThanOrEqualTo(3);
    problem(
        operate(
            "{\"action\":\"REDRIVE\",\"filter\":{\"state\":[\"FAILED\"]},\"confirm\":%d}"
                .formatted(matched + 1)),
        409,
        "operation-not-confirmed");
    assertThat(json(api.get(OPERATIONS + "?state=RUNNING,PAUSED")).path("items").size()).isZero();
    completed(operate("{\"action\":\"REDRIVE\",\"confirm\":%d}".formatted(matched)));
  }

  @Test
  void anOperationIsPausedResumedAndCancelled() {
    for (int i = 0; i < 3; i++) {
      failed();
    }
    String slow = "{\"action\":\"REDRIVE\",\"rate\":1,\"filter\":{\"type\":[\"breaking\"]}}";
    HttpResponse<String> created =
        api.send(api.jsonPost(OPERATIONS, slow).header("Idempotency-Key", "slow-1"));
    String place = OPERATIONS + "/" + text(json(created), "/id");
    JsonNode paused = json(api.post(place + ":pause", ""));
    assertThat(text(paused, "/state")).isEqualTo("PAUSED");
    assertThat(json(api.post(place + ":pause", "")).path("done")).isEqualTo(paused.path("done"));

    HttpResponse<String> again =
        api.send(api.jsonPost(OPERATIONS, slow).header("Idempotency-Key", "slow-1"));
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(json(again)).isEqualTo(json(api.get(place)));
    String other = slow.replace("\"rate\":1", "\"rate\":2");
    problem(
        api.send(api.jsonPost(OPERATIONS, other).header("Idempotency-Key", "slow-1")),
        422,
        "idempotency-key-reused");

    assertThat(text(json(api.post(place + ":resume", "")), "/state")).isEqualTo("RUNNING");
    JsonNode cancelled = json(api.post(place + ":cancel", ""));
    assertThat(text(cancelled, "/state")).isEqualTo("CANCELLED");
    assertThat(text(cancelled, "/finishedAt")).isNotEmpty();
    problem(api.post(place + ":resume", ""), 409, "conflict");
    problem(api.post(OPERATIONS + "/" + UNKNOWN + ":pause", ""), 404, "not-found");
    assertThat(text(json(api.get(OPERATIONS + "?state=CANCELLED&limit=1")), "/items/0/id"))
        .isEqualTo(text(cancelled, "/id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                          | action",
        "{'action':'RETRY'}                                          | action",
        "{'action':'REDRIVE','filter':{'state':['RUNNING']}}         | filter.state[0]",
        "{'action':'CANCEL','filter':{'state':[null]}}               | filter.state[0]",
        "{'action':'DELETE','filter':{'group':[]}}                   | filter.group",
        "{'action':'CANCEL','filter':{'mode':['fast']}}              | filter.mode[0]",
        "{'action':'CANCEL','filter':{'group':['x']}}                | filter.group[0]",
        "{'action':'CANCEL','filter':{'type':['']}}                  | filter.type[0]",
        "{'action':'CANCEL','filter':{'submitter':['a\\u0000']}}     | filter.submitter[0]",
        "{'action':'CANCEL','filter':{'createdFrom':'today'}}        | filter.createdFrom",
        "{'action':'CANCEL','filter':{'finishedTo':'2026-01-01T00:00:00Z'}} | filter.finishedTo",
        "{'action':'DELETE','filter':{'createdFrom':'2026-01-02T00:00:00Z','createdTo':'2026-01-01T00:00:00Z'}}"
            + " | filter.createdTo",
        "{'action':'REPRIORITIZE'}                                   | priority",
        "{'action':'REPRIORITIZE','priority':101}                    | priority",
        "{'action':'DELETE','priority':1}                            | priority",
        "{'action':'CANCEL','rate':0}                                | rate",
        "{'action':'CANCEL','rate':10001}                            | rate",
        "{'action':'CANCEL','confirm':-1}                            | confirm",
        "{'action':'CANCEL','filter':{'colour':['red']}}             | filter.colour",
      })
  void aBadRequestIsRefusedAndStoresNothing(String body, String field) {
    JsonNode problem = problem(operate(body.replace('\'', '"')), 400, "invalid-request");
    assertThat(fields(problem)).containsExactly(field);
    assertThat(json(api.get(OPERATIONS + "?state=RUNNING")).path("items").size()).isZero();
  }

  @Test
  void anUnknownStateOfOperationsIsRefused() {
    problem(api.get(OPERATIONS + "?state=QUEUED"), 400, "invalid-parameter");
    problem(api.get(OPERATIONS + "/" + UNKNOWN), 404, "not-found");
  }
}
