package io.jobwheel.api.problem;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.request.JobConflictException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Problems of paths, parameters, methods and states. */
class ProblemsApiTest extends ApiTestCase {

  private static final String ID = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "1",
        "-",
        "1-1-1-1-1",
        "019f3c2e7d4b7a108c553e9a1b2c4d5f",
        "%7B019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f%7D",
        "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5",
        "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f0",
        "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5g",
        "%20019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f",
        "019f3c2e_7d4b_7a10_8c55_3e9a1b2c4d5f",
        "%D9%A019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f",
        "AZ88Ln1LehCMVT6aGyxNXw"
      })
  void anIdInAnotherNotationIsRefused(String id) {
    for (String path :
        new String[] {
          "/api/v1/jobs/" + id,
          "/api/v1/jobs/" + id + "/output",
          "/api/v1/groups/" + id,
          "/api/v1/groups/" + id + "/output"
        }) {
      JsonNode problem = problem(api.get(path), 400, "invalid-parameter");
      assertThat(fields(problem)).containsExactly("id");
      assertThat(problem.path("instance").asString()).isEqualTo(path);
    }
    problem(cancel(id), 400, "invalid-parameter");
    assertThat(store.readers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/jobs/%s", "/api/v1/jobs/%s/output"})
  void aJobThatIsNotThereIsNotFound(String path) {
    JsonNode problem = problem(api.get(path.formatted(ID)), 404, "not-found");

    assertThat(problem.path("detail").asString()).isEqualTo("No job has the id " + ID + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/groups/%s", "/api/v1/groups/%s/output"})
  void aGroupThatIsNotThereIsNotFound(String path) {
    JsonNode problem = problem(api.get(path.formatted(ID)), 404, "not-found");

    assertThat(problem.path("detail").asString()).isEqualTo("No group has the id " + ID + ".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/jobs/%s", "/api/v1/jobs/%s/output", "/api/v1/groups/%s"})
  void aPrunedJobHasAnotherProblemThanAnUnknownOne(String path) throws Exception {
    store.prune(java.util.UUID.fromString(ID));
    JsonNode problem = problem(api.get(path.formatted(ID)), 410, "pruned");
    assertThat(problem.path("detail").asString()).contains(ID);
  }

  @Test
  void aCancelOfAJobThatIsNotThereIsNotFound() {
    problem(cancel(ID), 404, "not-found");
  }

  @ParameterizedTest
  @CsvSource({"SUCCEEDED", "FAILED", "CANCELLED"})
  void aCancelOfAJobThatHasEndedNamesItsState(JobState state) {
    dispatch.onCancel(
        UUID.fromString(ID), JobConflictException.notCancelled(UUID.fromString(ID), state));

    JsonNode problem = problem(cancel(ID), 409, "conflict");

    assertThat(problem.path("detail").asString()).contains(ID, state.name());
    assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/jobs/" + ID + ":cancel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "1.0", "+1", "99999999999", "1,2", ""})
  void anAttemptThatIsNoneIsRefused(String attempt) {
    JsonNode problem =
        problem(
            api.get("/api/v1/jobs/" + ID + "/output?attempt=" + attempt), 400, "invalid-parameter");

    assertThat(fields(problem)).containsExactly("attempt");
  }

  @Test
  void anAttemptThatHasNotBeenIsNotFound() {
    Job job = store.put(Samples.job(JobState.RUNNING));

    JsonNode problem =
        problem(api.get("/api/v1/jobs/" + job.id() + "/output?attempt=3"), 404, "not-found");

    assertThat(problem.path("detail").asString()).contains("attempt 3", "latest is 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=DONE | state",
        "state=queued | state",
        "state=QUEUED,nope,nada | state",
        "mode=fast | mode",
        "mode=event-loop,fast | mode",
        "mode=event-loop&mode=fast | mode",
        "type=a&type=%01 | type",
        "group=x | group",
        "group=019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f,x | group",
        "submitter=%20 | submitter",
        "submitter=a%00 | submitter",
        "errorCode=, | errorCode",
        "errorCode=%0A | errorCode",
        "type=1,2,3,4,5,6,7,8,9,10,11&type=12,13,14,15,16,17,18,19,20,21 | type",
        "createdFrom=yesterday | createdFrom",
        "createdFrom=2026-11-29 | createdFrom",
        "createdFrom=1969-12-31T23:59:59Z | createdFrom",
        "createdTo=+10000-01-01T00:00:00Z | createdTo",
        "createdTo=2026-11-29T08:00:00+01:00 | createdTo",
        "createdFrom=2026-11-29T08:00:00Z&createdFrom=2026-11-29T08:00:00Z | createdFrom",
        "createdFrom=2026-11-29T08:00:00Z&createdTo=2026-11-29T08:00:00Z | createdTo",
        "finishedFrom=2026-11-29T08:00:01Z&finishedTo=2026-11-29T08:00:00Z | finishedTo",
        "finishedFrom=x&finishedTo=y | finishedFrom finishedTo",
        "limit=0 | limit",
        "limit=00000000000000000000 | limit",
        "limit=-5 | limit",
        "limit=x | limit",
        "limit=5.0 | limit",
        "limit=%D9%A5 | limit",
        "limit=5&limit=6 | limit",
        "cursor=x | cursor",
        "cursor=!!! | cursor",
        "cursor=AZ88Ln1LehCMVT6aGyxNXx | cursor",
        "cursor=AZ88Ln1LehCMVT6aGyxNXw== | cursor",
        "cursor=019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f | cursor",
        "stat=QUEUED | stat",
        "offset=5&page=2 | offset page",
        "limit=0&mode=x&cursor=y&state=z | state mode cursor limit"
      })
  void anInvalidListIsRejectedByParameter(String query, String fields) {
    JsonNode problem = problem(api.get("/api/v1/jobs?" + query), 400, "invalid-parameter");

    assertThat(String.join(" ", fields(problem))).isEqualTo(fields);
    assertThat(store.filters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/api",
        "/api/v1/",
        "/api/v2/jobs",
        "/api/v1/job",
        "/api/v1/jobs/",
        "/API/v1/jobs",
        "/api/v1/jobs/" + ID + "/",
        "/api/v1/jobs/" + ID + "/output/x",
        "/api/v1/lanes/event-loop",
        "/api/v1/jobs.json",
        "/favicon.ico",
        "/swagger-ui.html",
        "/WEB-INF/web.xml",
        "/META-INF/MANIFEST.MF"
      })
  void anUnknownPathIsNotFoundWhateverTheMethod(String path) {
    for (String method : new String[] {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"}) {
      HttpResponse<String> response =
          api.send(api.request(path).method(method, BodyPublishers.noBody()));

      JsonNode problem = problem(response, 404, "not-found");
      assertThat(problem.path("instance").asString()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {":redo", ":cancel:cancel", ":", ":CANCEL", ":cancel/output"})
  void anUnknownVerbIsNotFound(String verb) {
    HttpResponse<String> response =
        api.send(api.request("/api/v1/jobs/" + ID + verb).POST(BodyPublishers.noBody()));

    assertThat(response.statusCode()).isBetween(400, 404);
    problem(
        response,
        response.statusCode(),
        response.statusCode() == 404 ? "not-found" : "invalid-parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PUT | /api/v1/jobs | GET POST",
        "PUT | /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f | GET DELETE",
        "POST | /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f | GET",
        "POST | /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f/output | GET",
        "GET | /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f:cancel | POST",
        "DELETE | /api/v1/jobs/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f:cancel | POST",
        "PUT | /api/v1/groups | GET POST",
        "PATCH | /api/v1/groups | GET POST",
        "DELETE | /api/v1/groups/019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f | GET",
        "POST | /api/v1/lanes | GET",
        "POST | /api/v1/job-types | GET",
        "FOO | /api/v1/jobs | GET POST"
      })
  void anUnsupportedMethodHasTheSupportedOnesInAllow(String method, String path, String allowed) {
    HttpResponse<String> response =
        api.send(
            api.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{}")));

    problem(response, 405, "method-not-allowed");
    assertThat(response.headers().firstValue("Allow").orElseThrow().split(", ?"))
        .contains(allowed.split(" "));
  }

  @Test
  void outputIsNotAcceptableAsJson() {
    Job job = store.put(Samples.job(JobState.RUNNING));

    problem(
        api.send(
            api.request("/api/v1/jobs/" + job.id() + "/output")
                .header("Accept", "application/json")),
        406,
        "not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/jobs",
        "/api/v1/jobs/" + ID,
        "/api/v1/jobs/" + ID + "/output",
        "/api/v1/groups/" + ID,
        "/api/v1/groups/" + ID + "/output",
        "/api/v1/lanes"
      })
  void anUnavailableStoreIsAProblemForReadsToo(String path) {
    store.breakDown();

    HttpResponse<String> response = api.get(path);

    problem(response, 503, "store-unavailable");
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error", "sent/500", "sent/507"})
  void anInternalErrorRevealsNoInternals(String trouble) {
    HttpResponse<String> response = api.get("/api/v1/trouble/" + trouble);

    int status = trouble.endsWith("507") ? 507 : 500;
    problem(response, status, "internal-error");
    assertThat(response.body()).doesNotContain("hunter2", "Exception", "Error\"");
  }

  @ParameterizedTest
  @CsvSource({
    "400, malformed-request",
    "404, not-found",
    "418, malformed-request",
    "501, not-implemented",
    "503, not-accepting"
  })
  void anErrorThatIsSentByStatusIsAProblemToo(int status, String slug) {
    HttpResponse<String> response = api.get("/api/v1/trouble/sent/" + status);

    JsonNode problem = problem(response, status, slug);
    assertThat(problem.path("instance").asString()).isEqualTo("/api/v1/trouble/sent/" + status);
    assertThat(response.body()).doesNotContain("hunter2");
  }

  @Test
  void thePathOfErrorsIsUnknownToClients() {
    JsonNode problem = problem(api.get("/error"), 404, "not-found");

    assertThat(problem.path("instance").asString()).isEqualTo("/error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "text/plain", "garbage"})
  void aProblemIsSentWhateverIsAccepted(String accept) {
    problem(api.send(api.request("/nowhere").header("Accept", accept)), 404, "not-found");
    problem(
        api.send(api.request("/api/v1/trouble/sent/404").header("Accept", accept)),
        404,
        "not-found");
  }

  private HttpResponse<String> cancel(String id) {
    return api.send(api.request("/api/v1/jobs/" + id + ":cancel").POST(BodyPublishers.noBody()));
  }
}
