package io.jobwheel.api.problem;

import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The size of a problem is limited, regardless of the number of errors. */
class ManyErrorsApiTest extends ApiTestCase {

  @AfterEach
  void nothingWasTakenIn() {
    assertThat(dispatch.stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"runAt\":\"x\"}"})
  void ofManyJobsThatAreWrongTheFirstAreNamedAndAllAreCounted(String job) {
    int jobs = 1_000_000 / (job.length() + 1);
    String body =
        "{\"mode\":\"thread-pool\",\"jobs\":[" + (job + ",").repeat(jobs - 1) + job + "]}";

    HttpResponse<String> response = api.post("/api/v1/groups", body);

    JsonNode problem = problem(response, 400, "invalid-request");
    assertThat(problem.path("errors").size()).isEqualTo(100);
    assertThat(problem.at("/errors/99/field").asString()).startsWith("jobs[99]");
    assertThat(problem.path("errorCount").asInt()).isEqualTo(jobs);
    assertThat(response.body()).hasSizeLessThan(20_000);
  }

  @Test
  void ofFewErrorsAllAreNamedAndCounted() {
    JsonNode problem =
        problem(api.post("/api/v1/jobs", "{\"maxAttempts\":0}"), 400, "invalid-request");

    assertThat(problem.path("errors").size()).isEqualTo(3);
    assertThat(problem.path("errorCount").asInt()).isEqualTo(3);
  }

  @Test
  void aProblemThatIsNotAboutFieldsHasNoCount() {
    assertThat(problem(api.get("/nowhere"), 404, "not-found").has("errorCount")).isFalse();
  }

  @Test
  void ofManyParametersThatAreUnknownTheFirstAreNamed() {
    String query =
        IntStream.range(0, 600).mapToObj(i -> "x" + i + "=").collect(Collectors.joining("&"));

    for (String path : new String[] {"/api/v1/jobs", "/api/v1/lanes"}) {
      JsonNode problem = problem(api.get(path + "?" + query), 400, "invalid-parameter");

      assertThat(problem.path("errors").size()).isEqualTo(100);
      assertThat(problem.path("errorCount").asInt()).isEqualTo(600);
      assertThat(problem.path("detail").asString()).hasSizeLessThan(1_000);
    }
  }

  @Test
  void aNameThatIsTooLongIsNotRepeatedAsAWholeNorCutThroughACharacter() {
    String name = "x".repeat(63) + "\uD83D\uDE00";

    for (String body :
        new String[] {
          "{\"type\":\"%s\",\"payload\":1}".formatted(name),
          "{\"type\":\"anything\",\"payload\":1,\"mode\":\"%s\"}".formatted(name)
        }) {
      JsonNode problem = problem(api.post("/api/v1/jobs", body), 400, "invalid-request");
      assertThat(problem.at("/errors/0/message").asString())
          .startsWith("'" + "x".repeat(63) + "…' is unknown");
    }
    HttpResponse<String> response =
        api.post("/api/v1/jobs", "{\"%s\":1}".formatted("y".repeat(40_000)));
    problem(response, 400, "invalid-request");
    assertThat(response.body()).hasSizeLessThan(2_000);
  }
}
