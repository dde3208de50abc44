package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Fairness keys of the whole service. */
class FairnessEndToEndTest extends EndToEndTestCase {

  private HttpResponse<String> submit(String fairness) {
    String body =
        "{\"type\":\"countdown\",\"runAt\":\"2999-01-01T00:00:00Z\",\"payload\":{\"name\":\"A\",\"delay\":\"0s\"},\"fairness\":%s}"
            .formatted(fairness);
    return api.send(api.jsonPost("/api/v1/jobs", body));
  }

  @Test
  void theDocumentOfAJobShowsItsKeyAndWeight() {
    JsonNode job = json(submit("{\"key\":\"tenant 7\",\"weight\":2}"));
    assertThat(job.path("fairness").toString()).isEqualTo("{\"key\":\"tenant 7\",\"weight\":2}");
    assertThat(json(api.get("/api/v1/jobs/" + job.path("id").asString()))).isEqualTo(job);
    JsonNode withDefault = json(submit("{\"key\":\"\u00e9\"}"));
    assertThat(withDefault.path("fairness").toString())
        .isEqualTo("{\"key\":\"\u00e9\",\"weight\":1}");
  }

  @Test
  void eachWrongFieldIsNamed() {
    HttpResponse<String> refused = submit("{\"key\":\" \",\"weight\":1001}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(fields(json(refused))).containsExactlyInAnyOrder("fairness.key", "fairness.weight");
    assertThat(submit("{\"key\":\"a\",\"wait\":1}").statusCode()).isEqualTo(400);
    assertThat(submit("{\"key\":\"a\",\"weight\":\"heavy\"}").statusCode()).isEqualTo(400);
    assertThat(submit("\"a\"").statusCode()).isEqualTo(400);
  }
}
