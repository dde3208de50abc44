package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Definitions of limits, and jobs that name them, of the whole service. */
@TestPropertySource(
    properties = {
      "jobwheel.limits.configured.per-key=2",
      "jobwheel.limits.configured.on-limit=reject"
    })
class LimitsEndToEndTest extends EndToEndTestCase {

  private static final String FAR = "2999-01-01T00:00:00Z";

  private HttpResponse<String> put(String name, String body) {
    return api.send(
        api.request("/api/v1/limits/" + name)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private static String job(String limits) {
    return """
    {"type":"countdown","payload":{"name":"A","delay":"0s"},"runAt":"%s","limits":%s}\
    """
        .formatted(FAR, limits);
  }

  @Test
  void aLimitOfTheConfigurationIsThereAtTheStart() {
    JsonNode limit = json(api.get("/api/v1/limits/configured"));

    assertThat(limit.path("perKey").asInt()).isEqualTo(2);
    assertThat(limit.path("onLimit").asString()).isEqualTo("REJECT");
    assertThat(limit.path("configured").asBoolean()).isTrue();
  }

  @Test
  void aJobCanNameALimitAsSoonAsItIsCreated() {
    problem(api.post("/api/v1/jobs", job("[{\"name\":\"new\"}]")), 400, "invalid-request");
    assertThat(put("new", "{\"total\":7}").statusCode()).isEqualTo(201);

    HttpResponse<String> submitted = api.post("/api/v1/jobs", job("[{\"name\":\"new\"}]"));

    assertThat(submitted.statusCode()).isEqualTo(202);
    String id = text(json(submitted), "/id");
    assertThat(json(api.get("/api/v1/jobs/" + id)).path("limits"))
        .hasToString("[{\"name\":\"new\",\"units\":1}]");
    cancel(id);
  }

  @Test
  void eachJobOfABatchIsCheckedByItself() {
    String batch =
        "[%s,%s]"
            .formatted(
                job("[{\"name\":\"configured\",\"key\":\"a\"}]"),
                job("[{\"name\":\"configured\"}]"));

    JsonNode refused = problem(api.post("/api/v1/jobs:batch", batch), 400, "invalid-request");
    assertThat(fields(refused)).containsExactly("jobs[1].limits[0].key");

    JsonNode accepted =
        json(
            api.send(
                api.jsonPost("/api/v1/jobs:batch", batch).header("Prefer", "handling=lenient")));
    assertThat(accepted.path("accepted").asInt()).isOne();
    assertThat(accepted.at("/items/1/error/field").asString()).isEqualTo("limits[0].key");
    cancel(text(accepted, "/items/0/id"));
  }

  @Test
  void aRepeatedRequestWithOtherLimitsIsAnotherOne() {
    String first = job("[{\"name\":\"configured\",\"key\":\"a\"}]");
    String id = text(json(submit(first)), "/id");

    HttpResponse<String> same = submit(first.replace("\"limits\"", " \"limits\" "));
    assertThat(text(json(same), "/id")).isEqualTo(id);
    problem(
        submit(job("[{\"name\":\"configured\",\"key\":\"b\"}]")), 422, "idempotency-key-reused");
    cancel(id);
  }

  private HttpResponse<String> submit(String body) {
    return api.send(api.jsonPost("/api/v1/jobs", body).header("Idempotency-Key", "\"limits\""));
  }
}
