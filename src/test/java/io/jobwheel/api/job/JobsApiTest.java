package io.jobwheel.api.job;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.AnythingHandler;
import io.jobwheel.api.ApiClient;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptPolicy;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.AttemptRecord.AttemptNode;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobFilters;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JobsApiTest extends ApiTestCase {

  private static final String COUNTDOWN =
      """
      {"type":"countdown","payload":{"name":"A","delay":"1s"}}
      """;

  @Test
  void aSubmitIsAcceptedWithItsPlaceAndItsDocument() {
    HttpResponse<String> response = api.post("/api/v1/jobs", COUNTDOWN);

    assertThat(response.statusCode()).isEqualTo(202);
    Job stored = dispatch.stored().getFirst();
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/jobs/" + stored.id());
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body())
        .isEqualTo(
            """
            {"id":"%s","type":"countdown","mode":"event-loop","state":"QUEUED","priority":0,\
            "attempt":0,"maxAttempts":1,"failures":0,"crashes":0,"backoff":"PT1S","timeout":null,\
            "groupId":null,"traceparent":null,"payload":{"name":"A","delay":"1s"},"result":null,\
            "error":null,\
            "progress":null,"cancel":null,"createdAt":"2026-11-23T07:00:00.123456Z",\
            "runAt":"2026-11-23T07:00:00.123456Z","startedAt":null,"finishedAt":null}\
            """
                .formatted(stored.id()));
  }

  @Test
  void aSubmitMayNameModePriorityAndTime() {
    HttpResponse<String> response =
        api.post(
            "/api/v1/jobs",
            """
            {"type":"countdown","mode":"sequential","priority":-100,
             "runAt":"2027-01-31T09:00:00.123456789+01:00","payload":{"name":"Z","delay":"PT0S"}}
            """);

    assertThat(response.statusCode()).isEqualTo(202);
    Job stored = dispatch.stored().getFirst();
    assertThat(stored.mode()).isEqualTo(ExecutionMode.SEQUENTIAL);
    assertThat(stored.priority()).isEqualTo(-100);
    assertThat(stored.state()).isEqualTo(JobState.SCHEDULED);
    assertThat(json(response).path("runAt").asString()).isEqualTo("2027-01-31T08:00:00.123456Z");
  }

  @ParameterizedTest
  @CsvSource({
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59+18:00, 9999-12-31T05:59:59Z",
    "9999-12-31t23:59:59z, 9999-12-31T23:59:59Z",
    "2999-01-01T00:00:00-18:00, 2999-01-01T18:00:00Z",
    "0000-01-01T00:00:00Z, 2026-11-23T07:00:00.123456Z",
    "0000-01-01T00:00:00-18:00, 2026-11-23T07:00:00.123456Z",
    "1733-01-01T00:00:00Z, 2026-11-23T07:00:00.123456Z",
    "1970-01-01T00:00:00Z, 2026-11-23T07:00:00.123456Z",
    "2026-11-23T07:00:00.123455Z, 2026-11-23T07:00:00.123456Z"
  })
  void aJobRunsAtTheRequestedTimeOrNowIfThatHasPassed(String asked, String shown) {
    HttpResponse<String> response = api.post("/api/v1/jobs", jobAt(asked));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("runAt").asString()).isEqualTo(shown);
  }

  @Test
  void aTimeCanBeWrittenWithoutSeconds() {
    HttpResponse<String> response =
        api.sendLenient(api.jsonPost("/api/v1/jobs", jobAt("2999-01-01T08:00Z")));
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("runAt").asString()).isEqualTo("2999-01-01T08:00:00Z");
  }

  private static String jobAt(String time) {
    return """
    {"type":"countdown","runAt":"%s","payload":{"name":"Z","delay":"0s"}}
    """
        .formatted(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\":1,\"a\":2,\"10\":3,\"9\":4}",
        "123456789012345678901234567890",
        "0.10000000000000000000000000000000000001",
        "1.50",
        "1e400",
        "-0",
        "\"\\u0000 é \\uD83D\\uDE00\"",
        "[[],{},[{\"a\":null}],true,false]",
        "\"\""
      })
  void aPayloadKeepsItsOrderAndItsNumbers(String payload) {
    HttpResponse<String> response =
        api.post("/api/v1/jobs", "{\"payload\" :  " + payload + " ,\"type\":\"anything\"}");

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    String stored = dispatch.stored().getFirst().payload();
    assertThat(ApiClient.JSON.readTree(stored)).isEqualTo(ApiClient.JSON.readTree(payload));
    if (!payload.startsWith("\"")) {
      assertThat(stored).isEqualTo(payload);
    }
    assertThat(response.body()).contains("\"payload\":" + stored + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json;charset=UTF-8"})
  void aSubmitIsTakenInTheseMediaTypes(String type) {
    HttpResponse<String> response =
        api.send(
            api.request("/api/v1/jobs")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(COUNTDOWN)));

    assertThat(response.statusCode()).isEqualTo(202);
  }

  @Test
  void attemptsAreShownInOrder() {
    UUID node = Samples.id();
    Job job = Samples.job(JobState.SUCCEEDED);
    store.put(
        job,
        new AttemptRecord(
            1,
            AttemptOutcome.FAILED,
            new AttemptNode(node, "host-7"),
            Samples.START,
            Samples.END,
            new JobError("handler-failed", "no"),
            true),
        new AttemptRecord(
            2, AttemptOutcome.SUCCEEDED, null, Samples.START, Samples.END, null, false));

    HttpResponse<String> response = api.get("/api/v1/jobs/" + job.id() + "/attempts");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo(
            """
            {"items":[{"attempt":1,"outcome":"FAILED","counted":true,\
            "node":{"id":"%s","name":"host-7"},\
            "error":{"code":"handler-failed","message":"no"},\
            "startedAt":"2026-11-23T07:00:00.123456Z","finishedAt":"2026-11-23T07:00:03.123456Z"},\
            {"attempt":2,"outcome":"SUCCEEDED","counted":false,"error":null,\
            "startedAt":"2026-11-23T07:00:00.123456Z","finishedAt":"2026-11-23T07:00:03.123456Z"}]}\
            """
                .formatted(node));
  }

  @Test
  void theAttemptsOfAPrunedJobAreGone() {
    Job job = Samples.job(JobState.SUCCEEDED);
    store.prune(job.id());
    ApiClient.problem(api.get("/api/v1/jobs/" + job.id() + "/attempts"), 410, "pruned");
  }

  @Test
  void aJobIsShownWithItsResult() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));

    HttpResponse<String> response = api.get("/api/v1/jobs/" + job.id());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"result\":{\"z\":1.50,\"a\":[12345678901234567890]},")
        .contains("\"startedAt\":\"2026-11-23T07:00:00.123456Z\"")
        .contains("\"finishedAt\":\"2026-11-23T07:00:03.123456Z\"")
        .contains("\"attempt\":2")
        .contains("\"priority\":7");
  }

  @Test
  void aFailedJobIsShownWithItsError() {
    Job job = store.put(Samples.job(JobState.FAILED));

    assertThat(json(api.get("/api/v1/jobs/" + job.id())).path("error").toString())
        .isEqualTo("{\"code\":\"handler-failed\",\"message\":\"It broke.\"}");
  }

  @Test
  void anIdIsTakenInUpperCase() {
    Job job = store.put(Samples.job(JobState.QUEUED));

    HttpResponse<String> response =
        api.get("/api/v1/jobs/" + job.id().toString().toUpperCase(java.util.Locale.ROOT));

    assertThat(json(response).path("id").asString()).isEqualTo(job.id().toString());
  }

  @Test
  void aSubmitMaySayHowOftenAndHowLongItIsTried() {
    HttpResponse<String> response =
        api.post(
            "/api/v1/jobs",
            """
            {"type":"countdown","maxAttempts":100,"backoff":"1.5s","timeout":"PT5M",
             "payload":{"name":"A","delay":"1s"}}
            """);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(dispatch.stored().getFirst().policy())
        .isEqualTo(new AttemptPolicy(100, Duration.ofMillis(1_500), Duration.ofMinutes(5)));
    JsonNode document = json(response);
    assertThat(document.path("maxAttempts").asInt()).isEqualTo(100);
    assertThat(document.path("backoff").asString()).isEqualTo("PT1.5S");
    assertThat(document.path("timeout").asString()).isEqualTo("PT5M");
  }

  @Test
  void whatASubmitLeavesOutComesFromTheType() {
    api.post(
        "/api/v1/jobs",
        """
        {"type":"anything","timeout":"2s","payload":1}
        """);

    AttemptPolicy ofTheType = AnythingHandler.POLICY;
    assertThat(ofTheType.maxAttempts()).isGreaterThan(1);
    assertThat(dispatch.stored().getFirst().policy())
        .isEqualTo(ofTheType.within(Duration.ofSeconds(2)));
  }

  @Test
  void jobTypesAreShownWithTheirPolicies() {
    JsonNode types = json(api.get("/api/v1/job-types")).path("items");
    assertThat(types.get(1).path("maxAttempts").asInt()).isOne();
    assertThat(types.get(1).path("timeout").isNull()).isTrue();
    assertThat(types.get(0).path("maxAttempts").asInt())
        .isEqualTo(AnythingHandler.POLICY.maxAttempts());
    assertThat(types.get(0).path("backoff").asString()).isEqualTo("PT2S");
    assertThat(types.get(0).path("timeout").asString()).isEqualTo("PT1M30S");
  }

  @Test
  void aJobIsShownWithTheProgressOfItsLatestAttempt() {
    Job job = store.put(Samples.job(JobState.RUNNING));
    Progress half = new Progress(Samples.START.plusSeconds(1), 0.5, "half way");
    store.report(new ProgressReport(job.id(), job.attempt(), half));

    assertThat(json(api.get("/api/v1/jobs/" + job.id())).path("progress").toString())
        .isEqualTo(
            "{\"fraction\":0.5,\"message\":\"half way\",\"at\":\"2026-11-23T07:00:01.123456Z\"}");
  }

  @Test
  void theProgressOfAnEarlierAttemptIsNotShown() {
    Job job = store.put(Samples.job(JobState.RUNNING));
    store.report(
        new ProgressReport(job.id(), job.attempt() - 1, new Progress(Samples.START, 0.5, null)));

    JsonNode document = json(api.get("/api/v1/jobs/" + job.id()));
    assertThat(document.has("progress")).isTrue();
    assertThat(document.path("progress").isNull()).isTrue();
  }

  @Test
  void aJobWhoseProcessWasKilledWasCancelledByForce() {
    Job job = store.put(Samples.cancelledByForce());

    JsonNode document = json(api.get("/api/v1/jobs/" + job.id()));
    assertThat(document.path("cancel").path("outcome").asString()).isEqualTo("FORCED");
    assertThat(document.path("error").path("code").asString()).isEqualTo("cancelled-by-force");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, ",
    "SUCCEEDED, IGNORED",
    "FAILED, IGNORED",
    "CANCELLED, ACKNOWLEDGED",
    "SCHEDULED, ",
    "QUEUED, "
  })
  void aCancellationRequestIsShownWithItsOutcome(JobState state, String outcome) {
    Job job = store.put(Samples.cancelRequested(state, Instant.EPOCH));

    JsonNode cancel = json(api.get("/api/v1/jobs/" + job.id())).path("cancel");

    assertThat(cancel.path("requestedAt").asString()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(cancel.has("outcome")).isTrue();
    assertThat(cancel.path("outcome").asString(null)).isEqualTo(outcome);
  }

  @Test
  void headersOfAJobAreShownWithoutIt() {
    Job job = store.put(Samples.job(JobState.QUEUED));

    HttpResponse<String> response =
        api.send(api.request("/api/v1/jobs/" + job.id()).method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void theMethodsOfAPathAreListed() {
    HttpResponse<String> response =
        api.send(api.request("/api/v1/jobs").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Allow").orElseThrow().split(","))
        .contains("GET", "POST");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void pagesFollowEachOtherToTheEnd() {
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      newestFirst.addFirst(store.put(Samples.job(JobState.QUEUED)).id().toString());
    }

    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(api.get("/api/v1/jobs?limit=3&cursor=" + cursor));
      page.path("items").valueStream().forEach(job -> seen.add(job.path("id").asString()));
      sizes.add(page.path("items").size());
      assertThat(page.has("nextCursor")).isTrue();
      cursor = page.path("nextCursor").asString("");
    } while (!cursor.isEmpty());

    assertThat(seen).isEqualTo(newestFirst);
    assertThat(sizes).containsExactly(3, 3, 1);
  }

  @Test
  void aFullLastPageHasNoNext() {
    store.put(Samples.job(JobState.QUEUED));
    store.put(Samples.job(JobState.QUEUED));

    JsonNode page = json(api.get("/api/v1/jobs?limit=2"));

    assertThat(page.path("items").size()).isEqualTo(2);
    assertThat(page.path("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=FAILED&state=QUEUED",
        "state=FAILED,QUEUED",
        "state=QUEUED,%20FAILED,",
        "state=FAILED&state=QUEUED,FAILED&state="
      })
  void statesMayBeRepeatedOrSeparatedByCommas(String query) {
    assertThat(api.get("/api/v1/jobs?" + query).statusCode()).isEqualTo(200);

    assertThat(store.filters().getFirst().filter().states())
        .isEqualTo(Set.of(JobState.FAILED, JobState.QUEUED));
  }

  @Test
  void aListIsFilteredByTypeAndModeAndHasADefaultLimit() {
    assertThat(api.get("/api/v1/jobs?type=countdown&mode=thread-pool").statusCode()).isEqualTo(200);

    var query = store.filters().getFirst();
    assertThat(query.filter().types()).containsExactly("countdown");
    assertThat(query.filter().modes()).containsExactly(ExecutionMode.THREAD_POOL);
    assertThat(query.limit()).isEqualTo(50);
  }

  @Test
  void parametersWithoutAValueAreIgnored() {
    String query =
        "state=&type=&mode=&group=&submitter=&errorCode=&createdFrom=&finishedTo=&limit=&cursor=";
    assertThat(api.get("/api/v1/jobs?" + query).statusCode()).isEqualTo(200);

    assertThat(store.filters()).containsExactly(JobFilters.of().limit(50));
  }

  @Test
  void outputIsTheTextOfTheLatestAttempt() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));
    store.print(new Print(job.id(), 1, Samples.START, "lost"));
    store.print(new Print(job.id(), 2, Samples.START, "----\n0.5 \té = 3"));
    store.print(new Print(job.id(), 2, Samples.START, "----\n1.0 \té = 2"));

    HttpResponse<String> response = api.get("/api/v1/jobs/" + job.id() + "/output");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
    assertThat(response.body()).isEqualTo("----\n0.5 \té = 3\n----\n1.0 \té = 2\n");
  }

  @Test
  void outputOfAnEarlierAttemptIsThereToo() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));
    store.print(new Print(job.id(), 1, Samples.START, "lost"));

    assertThat(api.get("/api/v1/jobs/" + job.id() + "/output?attempt=1").body())
        .isEqualTo("lost\n");
  }

  @Test
  void aJobThatHasNotBegunHasNoOutput() {
    Job job = store.put(Samples.job(JobState.QUEUED));

    HttpResponse<String> response = api.get("/api/v1/jobs/" + job.id() + "/output");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {":cancel", "%3Acancel"})
  void aCancelIsAcceptedWithTheJob(String verb) {
    Job job = Samples.cancelRequested(JobState.RUNNING, Samples.END);
    dispatch.onCancel(job.id(), job);

    HttpResponse<String> response =
        api.send(api.request("/api/v1/jobs/" + job.id() + verb).POST(BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body())
        .contains("\"cancel\":{\"requestedAt\":\"2026-11-23T07:00:03.123456Z\",\"outcome\":null}");
  }

  @Test
  void lanesAreShownWithTheirUseAndWhatWaits() {
    store.active(new ActiveCount(JobState.QUEUED, ExecutionMode.EVENT_LOOP, 12));
    store.active(new ActiveCount(JobState.RUNNING, ExecutionMode.EVENT_LOOP, 99));

    HttpResponse<String> response = api.get("/api/v1/lanes");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode lanes = json(response).path("items");
    assertThat(lanes.valueStream().map(lane -> lane.path("mode").asString()))
        .containsExactly(
            "sequential", "event-loop", "thread-pool", "virtual-threads", "process-pool");
    assertThat(lanes.get(1).toString())
        .isEqualTo(
            """
            {"mode":"event-loop","slots":{"total":4,"used":1,"free":3},"maxSlots":1000,\
            "utilization":0.25,"paused":false,"pausedSince":null,"queued":12,"loops":["loop-0"],\
            "processes":[]}\
            """);
    assertThat(lanes.get(0).path("queued").asInt()).isZero();
  }

  @Test
  void jobTypesAreShownWithTheirSchemas() {
    HttpResponse<String> response = api.get("/api/v1/job-types");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode types = json(response).path("items");
    assertThat(types.valueStream().map(type -> type.path("name").asString()))
        .containsExactly("anything", "countdown");
    assertThat(types.get(1).path("modes").toString())
        .isEqualTo(
            "[\"sequential\",\"event-loop\",\"thread-pool\",\"virtual-threads\",\"process-pool\"]");
    assertThat(types.get(1).path("defaultMode").asString()).isEqualTo("event-loop");
    assertThat(types.get(1).path("description").asString()).isNotBlank();
    JsonNode schema = types.get(1).path("schema");
    assertThat(schema.path("required").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("name", "delay");
    assertThat(schema.path("properties").propertyNames()).containsExactly("name", "delay");
    assertThat(schema.at("/properties/name/pattern").asString()).isEqualTo("^(?:[A-Z])$");
    assertThat(schema.at("/properties/delay/type").asString()).isEqualTo("string");
    assertThat(schema.path("additionalProperties").isBoolean()).isTrue();
  }
}
