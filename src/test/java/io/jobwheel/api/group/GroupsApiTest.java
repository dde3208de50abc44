package io.jobwheel.api.group;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.AnythingHandler;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.store.JobOutputs.Print;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class GroupsApiTest extends ApiTestCase {

  private static final String END = "-".repeat(40) + "\nDone\n";

  @Test
  void aGroupIsAcceptedWithItsPlaceAndItsJobsInOrder() {
    HttpResponse<String> response = api.post("/api/v1/groups", Samples.GROUP);

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode group = json(response);
    assertThat(response.headers().firstValue("Location"))
        .contains("/api/v1/groups/" + group.path("id").asString());
    assertThat(group.path("jobs").valueStream().map(job -> job.at("/payload/name").asString()))
        .containsExactly("A", "B", "C");
    assertThat(response.body())
        .contains(
            """
            "mode":"event-loop","state":"QUEUED","returnWhen":"ALL_COMPLETED",\
            "counts":{"SCHEDULED":0,"BLOCKED":0,"QUEUED":3,"RUNNING":0,"SUCCEEDED":0,"FAILED":0,\
            "CANCELLED":0},"createdAt":"2026-11-23T07:00:00.123456Z","startedAt":null,\
            "finishedAt":null,"jobs":[{\
            """);
    assertThat(dispatch.stored()).allMatch(job -> job.mode() == ExecutionMode.EVENT_LOOP);
  }

  @Test
  void theJobsOfAGroupMaySayHowOftenTheyAreTried() {
    HttpResponse<String> response =
        api.post(
            "/api/v1/groups",
            """
            {"mode":"thread-pool",
             "jobs":[{"type":"anything","maxAttempts":9,"backoff":"0s","payload":[]},
                     {"type":"anything","payload":[]}]}
            """);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(dispatch.stored().getFirst().policy().maxAttempts()).isEqualTo(9);
    assertThat(dispatch.stored().getFirst().policy().backoff()).isZero();
    assertThat(dispatch.stored().getLast().policy()).isEqualTo(AnythingHandler.POLICY);
  }

  @ParameterizedTest
  @EnumSource
  void aGroupMayNameWhenItEnds(CompletionCondition returnWhen) {
    HttpResponse<String> response =
        api.post(
            "/api/v1/groups",
            """
            {"mode":"thread-pool","returnWhen":"%s",
             "jobs":[{"type":"anything","mode":"thread-pool","payload":[]}]}
            """
                .formatted(returnWhen));

    assertThat(json(response).path("returnWhen").asString()).isEqualTo(returnWhen.name());
  }

  @Test
  void aGroupIsShownWithItsJobs() {
    JobGroup group =
        store.put(Samples.group(CompletionCondition.FIRST_COMPLETED, JobState.SUCCEEDED));
    store.put(Samples.job(JobState.SUCCEEDED, group.id()));
    store.put(Samples.job(JobState.RUNNING, group.id()));

    HttpResponse<String> response = api.get("/api/v1/groups/" + group.id());

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode document = json(response);
    assertThat(document.path("state").asString()).isEqualTo("SUCCEEDED");
    assertThat(document.path("finishedAt").asString()).isEqualTo("2026-11-23T07:00:03.123456Z");
    assertThat(document.path("counts").path("RUNNING").asInt()).isEqualTo(1);
    assertThat(document.path("jobs").valueStream().map(job -> job.path("state").asString()))
        .containsExactly("SUCCEEDED", "RUNNING");
  }

  @Test
  void theTranscriptOfARunningGroupHasNoEnd() {
    JobGroup group = store.put(Samples.group(CompletionCondition.ALL_COMPLETED, null));
    print(group, 0, "one");

    HttpResponse<String> response = api.get("/api/v1/groups/" + group.id() + "/output");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
    assertThat(response.body()).isEqualTo("one\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"ALL_COMPLETED", "FAIL_FAST"})
  void theTranscriptOfAGroupThatWaitsForAllEndsWithDone(CompletionCondition returnWhen) {
    JobGroup group = store.put(Samples.group(returnWhen, JobState.SUCCEEDED));
    print(group, 1, "one");
    print(group, 4, "written by a clock that runs ahead");

    assertThat(api.get("/api/v1/groups/" + group.id() + "/output").body())
        .isEqualTo("one\nwritten by a clock that runs ahead\n" + END);
  }

  @ParameterizedTest
  @EnumSource(names = {"FIRST_COMPLETED", "FIRST_EXCEPTION"})
  void theTranscriptOfAGroupThatEndsEarlyGoesOnBelowDone(CompletionCondition returnWhen) {
    JobGroup group = store.put(Samples.group(returnWhen, JobState.SUCCEEDED));
    print(group, 1, "one");
    print(group, 3, "at the end");
    print(group, 4, "after it");

    assertThat(api.get("/api/v1/groups/" + group.id() + "/output").body())
        .isEqualTo("one\nat the end\n" + END + "after it\n");
  }

  private void print(JobGroup group, int second, String text) {
    Job job = store.put(Samples.job(JobState.RUNNING, group.id()));
    store.print(new Print(job.id(), 2, Samples.START.plusSeconds(second), text));
  }
}
