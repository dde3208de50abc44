package io.jobwheel.api.request;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobOutputs.Print;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The texts of jobs in responses, and the memory budget of all responses. */
class ResponseTextsApiTest extends ApiTestCase {

  @Autowired ResponseBudget budget;

  @Test
  void aListLeavesOutPayloadsAndResults() {
    store.put(Samples.job(JobState.SUCCEEDED));

    JsonNode item = json(api.get("/api/v1/jobs")).path("items").get(0);

    assertThat(item.has("payload")).isFalse();
    assertThat(item.has("result")).isFalse();
    assertThat(item.path("state").asString()).isEqualTo("SUCCEEDED");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "include=payload | true | false",
        "include=result | false | true",
        "include=payload,result | true | true",
        "include=result&include=payload | true | true",
        "include= | false | false"
      })
  void aListIncludesTheNamedTexts(String query, boolean payload, boolean result) {
    store.put(Samples.job(JobState.SUCCEEDED));

    JsonNode item = json(api.get("/api/v1/jobs?" + query)).path("items").get(0);

    assertThat(item.has("payload")).isEqualTo(payload);
    assertThat(item.has("result")).isEqualTo(result);
  }

  @Test
  void whatIsIncludedIsAsItWasWrittenAndAResultThatIsNotThereIsNull() {
    store.put(Samples.job(JobState.RUNNING));
    store.put(Samples.job(JobState.SUCCEEDED));

    assertThat(api.get("/api/v1/jobs?include=payload,result").body())
        .contains(
            "\"payload\":{\"name\":\"A\",\"delay\":\"1s\"},\"result\":{\"z\":1.50,\"a\":[12345678901234567890]},")
        .contains("\"payload\":{\"name\":\"A\",\"delay\":\"1s\"},\"result\":null,");
  }

  @ParameterizedTest
  @CsvSource({
    "jobs,error",
    "jobs,PAYLOAD",
    "jobs,','",
    "jobs,%20",
    "jobs,%00",
    "groups,error",
    "groups,'payload,output'",
    "groups,','",
    "groups,%20",
    "groups,%00",
    "groups,%09payload"
  })
  void whatCannotBeIncludedIsRefused(String resource, String include) {
    JobGroup group = store.put(Samples.group(CompletionCondition.ALL_COMPLETED, null));
    String path = resource.equals("jobs") ? "/api/v1/jobs" : "/api/v1/groups/" + group.id();

    JsonNode problem = problem(api.get(path + "?include=" + include), 400, "invalid-parameter");

    assertThat(fields(problem)).containsExactly("include");
  }

  @Test
  void aGroupHasPayloadsAndResultsUnlessOneIsNamed() {
    JobGroup group =
        store.put(Samples.group(CompletionCondition.ALL_COMPLETED, JobState.SUCCEEDED));
    store.put(Samples.job(JobState.SUCCEEDED, group.id()));
    String path = "/api/v1/groups/" + group.id();

    JsonNode whole = json(api.get(path)).path("jobs").get(0);
    JsonNode results = json(api.get(path + "?include=result")).path("jobs").get(0);

    assertThat(whole.has("payload") && whole.has("result")).isTrue();
    assertThat(results.has("payload")).isFalse();
    assertThat(results.has("result")).isTrue();
  }

  @Test
  void responsesBeyondTheBudgetAreRejectedAndSucceedLater() {
    Job job = store.put(Samples.job(JobState.SUCCEEDED));
    JobGroup group =
        store.put(Samples.group(CompletionCondition.ALL_COMPLETED, JobState.SUCCEEDED));
    store.put(Samples.job(JobState.SUCCEEDED, group.id()));
    String[] paths = {
      "/api/v1/jobs/" + job.id(), "/api/v1/jobs?include=payload", "/api/v1/groups/" + group.id()
    };
    try (ResponseBudget.Share others = budget.share()) {
      others.reading(Runtime.getRuntime().maxMemory());
      for (String path : paths) {
        HttpResponse<String> response = api.get(path);
        problem(response, 503, "answer-budget-exhausted");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
      }
      assertThat(api.get("/api/v1/jobs").statusCode()).isEqualTo(200);
    }
    for (String path : paths) {
      assertThat(api.get(path).statusCode()).isEqualTo(200);
    }
    assertThat(budget.taken()).isZero();
  }

  @Test
  void aDeferredResponseBeyondTheBudgetOmitsTheTexts() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        api.sendAsync(
            api.jsonPost(
                    "/api/v1/jobs",
                    "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}}")
                .header("Prefer", "wait=10"));
    FakeDispatch.Wait wait = dispatch.nextWait();
    Job ended = store.put(Samples.job(wait.id(), JobState.SUCCEEDED));
    try (ResponseBudget.Share others = budget.share()) {
      others.reading(Runtime.getRuntime().maxMemory());
      complete(wait, ended.brief());

      HttpResponse<String> response = answer.get();
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(json(response).path("state").asString()).isEqualTo("SUCCEEDED");
      assertThat(json(response).has("result")).isFalse();
    }
  }

  @Test
  void aDeferredResponseHasTheResult() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        api.sendAsync(
            api.jsonPost(
                    "/api/v1/jobs",
                    "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1s\"}}")
                .header("Prefer", "wait=10"));
    FakeDispatch.Wait wait = dispatch.nextWait();
    complete(wait, store.put(Samples.job(wait.id(), JobState.SUCCEEDED)).brief());

    assertThat(json(answer.get()).at("/result/z").asString()).isEqualTo("1.50");
  }

  @SuppressWarnings("unchecked")
  private static void complete(FakeDispatch.Wait wait, Job job) {
    ((CompletableFuture<Job>) wait.future()).complete(job);
  }

  @Test
  void anOutputThatBreaksOffDoesNotPassForAWholeOne() {
    JobGroup group =
        store.put(Samples.group(CompletionCondition.ALL_COMPLETED, JobState.SUCCEEDED));
    Job job = store.put(Samples.job(JobState.RUNNING, group.id()));
    store.print(new Print(job.id(), 2, Samples.START, "x".repeat(100_000)));
    store.breakDownAfterPrints();

    HttpClient client = HttpClient.newHttpClient();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() ->
            client.send(
                api.request("/api/v1/groups/" + group.id() + "/output").build(),
                BodyHandlers.ofString()));
    assertThat(budget.taken()).isZero();
  }

  @Test
  void anOutputThatCannotBeReadIsAProblem() {
    JobGroup group =
        store.put(Samples.group(CompletionCondition.ALL_COMPLETED, JobState.SUCCEEDED));
    Job job = store.put(Samples.job(JobState.RUNNING, group.id()));
    store.print(new Print(job.id(), 2, Samples.START, "short"));
    store.breakDownAfterPrints();

    problem(api.get("/api/v1/groups/" + group.id() + "/output"), 503, "store-unavailable");
  }
}
