package io.jobwheel.api.job;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.StoreUnavailableException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that wait for the end of a job or group without blocking a thread. */
class WaitsApiTest extends ApiTestCase {

  private static final String COUNTDOWN =
      """
      {"type":"countdown","payload":{"name":"A","delay":"1s"}}
      """;

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "FAILED", "CANCELLED"})
  void aJobThatEndsInTimeIsReturnedInItsFinalState(JobState end) throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submit("wait=10");
    FakeDispatch.Wait wait = dispatch.nextWait();
    assertThat(wait.limit()).isEqualTo(Duration.ofSeconds(10));
    assertThat(answer).isNotDone();

    complete(wait, Samples.job(wait.id(), end));

    HttpResponse<String> response = get(answer);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("state").asString()).isEqualTo(end.name());
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/jobs/" + wait.id());
    assertThat(response.headers().firstValue("Preference-Applied")).contains("wait=10");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @EnumSource(names = {"SCHEDULED", "QUEUED", "RUNNING"})
  void aJobThatDoesNotEndInTimeIsReturnedAsItIs(JobState state) throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submit("wait=1");
    FakeDispatch.Wait wait = dispatch.nextWait();

    complete(wait, Samples.job(wait.id(), state));

    HttpResponse<String> response = get(answer);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("state").asString()).isEqualTo(state.name());
    assertThat(response.headers().firstValue("Preference-Applied")).contains("wait=1");
  }

  @Test
  void aFailedWaitReturnsTheAcceptedJob() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submit("wait=10");
    FakeDispatch.Wait wait = dispatch.nextWait();

    wait.future().completeExceptionally(new StoreUnavailableException("away"));

    assertAccepted(get(answer), wait.id());
  }

  @Test
  void aWaitThatCannotStartReturnsTheAcceptedJob() throws Exception {
    dispatch.failWaits(new JobNotFoundException("job", Samples.id()));

    assertAccepted(get(submit("wait=10")), dispatch.stored().getFirst().id());
  }

  private static void assertAccepted(HttpResponse<String> response, UUID id) {
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("id").asString()).isEqualTo(id.toString());
    assertThat(json(response).path("state").asString()).isEqualTo("QUEUED");
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/jobs/" + id);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=0 | 0",
        "wait=999 | 60",
        "wait=60 | 60",
        "wait=61 | 60",
        "wait=99999999999999999999999 | 60",
        "WAIT=3 | 3",
        "wait = 4 | 4",
        "wait=\"5\" | 5",
        "wait=007 | 7",
        "wait=00000000000000001 | 1",
        "wait=00000000000000000 | 0",
        "respond-async, wait=2 | 2",
        "wait=2, respond-async | 2",
        "respond-async;x=\"wait=9\", wait=2;y=1 | 2",
        "x=\"a, wait=9\", wait=2 | 2",
        "x=\"a\\\", wait=9, b\", wait=2 | 2",
        "wait=2, wait=9 | 2",
        ",, wait=8,, | 8",
        "=,;, wait=8 | 8"
      })
  void theFirstWaitOfAPreferenceCounts(String prefer, int seconds) throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submit(prefer);
    FakeDispatch.Wait wait = dispatch.nextWait();
    assertThat(wait.limit()).isEqualTo(Duration.ofSeconds(seconds));

    complete(wait, Samples.job(wait.id(), JobState.QUEUED));

    assertThat(get(answer).headers().firstValue("Preference-Applied")).contains("wait=" + seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "respond-async",
        "return=minimal",
        "waiting=5",
        "x=\"wait=5\"",
        "\"",
        "",
        ";",
        ","
      })
  void otherPreferencesAreIgnored(String prefer) throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submit(prefer);
    FakeDispatch.Wait wait = dispatch.nextWait();
    assertThat(wait.limit()).isZero();

    complete(wait, Samples.job(wait.id(), JobState.QUEUED));

    assertThat(get(answer).statusCode()).isEqualTo(202);
    assertThat(get(answer).headers().firstValue("Preference-Applied")).isEmpty();
  }

  @Test
  void linesOfPreferencesAreOneList() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        api.sendAsync(
            api.jsonPost("/api/v1/jobs", COUNTDOWN)
                .header("Prefer", "respond-async")
                .header("Prefer", "wait=6"));
    FakeDispatch.Wait wait = dispatch.nextWait();

    assertThat(wait.limit()).isEqualTo(Duration.ofSeconds(6));
    complete(wait, Samples.job(wait.id(), JobState.QUEUED));
    assertThat(get(answer).statusCode()).isEqualTo(202);
  }

  @Test
  void aGroupThatEndsInTimeIsReturnedInItsFinalState() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submitGroup();
    FakeDispatch.Wait wait = dispatch.nextWait();
    JobGroup ended = store.put(ended(wait));
    store.put(Samples.job(JobState.SUCCEEDED, ended.id()));

    complete(wait, ended);

    HttpResponse<String> response = get(answer);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("state").asString()).isEqualTo("SUCCEEDED");
    assertThat(json(response).path("counts").path("SUCCEEDED").asInt()).isEqualTo(1);
    assertThat(response.headers().firstValue("Location")).contains("/api/v1/groups/" + wait.id());
    assertThat(response.headers().firstValue("Preference-Applied")).contains("wait=10");
  }

  @Test
  void aGroupIsReadByARequestThreadAndNotByTheOneThatEndedTheWait() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submitGroup();
    FakeDispatch.Wait wait = dispatch.nextWait();

    Thread ending = new Thread(() -> complete(wait, ended(wait)), "ends-the-wait");
    ending.start();

    assertThat(get(answer).statusCode()).isEqualTo(200);
    assertThat(store.readers()).isNotEmpty().allMatch(name -> name.contains("-exec-"));
  }

  @Test
  void aGroupWhoseJobsCannotBeReadIsReturnedAsAccepted() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = submitGroup();
    FakeDispatch.Wait wait = dispatch.nextWait();
    store.breakDown();

    complete(wait, ended(wait));

    HttpResponse<String> response = get(answer);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("id").asString()).isEqualTo(wait.id().toString());
    assertThat(json(response).path("counts").path("QUEUED").asInt()).isEqualTo(3);
  }

  @Test
  void manyWaitsHoldNoThread() throws Exception {
    int many = 200; // of ten threads
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      answers.add(submit("wait=60"));
    }
    List<FakeDispatch.Wait> waits = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      waits.add(dispatch.nextWait());
    }

    Job job = store.put(Samples.job(JobState.RUNNING));
    for (int i = 0; i < 20; i++) {
      assertThat(api.get("/api/v1/jobs/" + job.id()).statusCode()).isEqualTo(200);
    }
    assertThat(answers).noneMatch(CompletableFuture::isDone);

    waits.forEach(wait -> complete(wait, Samples.job(wait.id(), JobState.SUCCEEDED)));
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(get(answer).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatDisconnectsDuringAWaitHasNoEffectOnOthers() throws Exception {
    try (Socket socket = raw.open()) {
      socket.setSoLinger(true, 0); // a reset, not a polite end
      String head =
          """
          POST /api/v1/jobs HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/json\r
          Prefer: wait=60\r
          Content-Length: %d\r
          \r
          """
              .formatted(COUNTDOWN.length());
      socket.getOutputStream().write((head + COUNTDOWN).getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      FakeDispatch.Wait left = dispatch.nextWait();
      socket.close();

      complete(left, Samples.job(left.id(), JobState.SUCCEEDED));
    }

    CompletableFuture<HttpResponse<String>> answer = submit("wait=10");
    FakeDispatch.Wait wait = dispatch.nextWait();
    complete(wait, Samples.job(wait.id(), JobState.SUCCEEDED));
    assertThat(get(answer).statusCode()).isEqualTo(200);
    assertThat(api.get("/api/v1/job-types").statusCode()).isEqualTo(200);
  }

  private CompletableFuture<HttpResponse<String>> submit(String prefer) {
    return api.sendAsync(api.jsonPost("/api/v1/jobs", COUNTDOWN).header("Prefer", prefer));
  }

  private CompletableFuture<HttpResponse<String>> submitGroup() {
    return api.sendAsync(api.jsonPost("/api/v1/groups", Samples.GROUP).header("Prefer", "wait=10"));
  }

  private static JobGroup ended(FakeDispatch.Wait wait) {
    JobGroup group =
        Samples.group(io.jobwheel.job.CompletionCondition.ALL_COMPLETED, JobState.SUCCEEDED);
    return new JobGroup(
        wait.id(),
        group.mode(),
        group.returnWhen(),
        group.createdAt(),
        group.startedAt(),
        group.outcome(),
        group.finishedAt(),
        group.webhook());
  }

  @SuppressWarnings("unchecked")
  private static <T> void complete(FakeDispatch.Wait wait, T value) {
    ((CompletableFuture<T>) wait.future()).complete(value);
  }

  private static HttpResponse<String> get(CompletableFuture<HttpResponse<String>> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(20, TimeUnit.SECONDS);
  }
}
