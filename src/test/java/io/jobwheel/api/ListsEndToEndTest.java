package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Lists, the summary, and versions of documents, on the whole service. */
class ListsEndToEndTest extends EndToEndTestCase {

  private List<String> ids(String query) {
    HttpResponse<String> response = api.get(query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response).path("items").valueStream().map(job -> text(job, "/id")).toList();
  }

  @Test
  void aJobIsFoundByWhatItIsAndByItsTimes() throws Exception {
    String first = text(json(api.post("/api/v1/jobs", countdown("A", "0s"))), "/id");
    JsonNode job = ended(first);
    String later = text(json(api.post("/api/v1/jobs", countdown("B", "1h"))), "/id");
    String created = text(job, "/createdAt");
    String finished = text(job, "/finishedAt");
    String after = Instant.parse(created).plusNanos(1_000).toString();

    assertThat(ids("/api/v1/jobs?createdFrom=" + created)).contains(first, later);
    assertThat(ids("/api/v1/jobs?createdFrom=" + after)).contains(later).doesNotContain(first);
    assertThat(ids("/api/v1/jobs?createdFrom=" + created + "&createdTo=" + after))
        .containsExactly(first);
    assertThat(ids("/api/v1/jobs?createdTo=" + created)).doesNotContain(first, later);
    assertThat(ids("/api/v1/jobs?type=countdown,http&finishedFrom=" + finished))
        .contains(first)
        .doesNotContain(later);
    assertThat(ids("/api/v1/jobs?finishedTo=" + finished)).doesNotContain(first, later);
    assertThat(ids("/api/v1/jobs?submitter=unknown")).isEmpty();

    assertThat(cancel(later).statusCode()).isEqualTo(202);
    JsonNode cancelled = ended(later);
    String code = text(cancelled, "/error/code");
    assertThat(ids("/api/v1/jobs?state=CANCELLED&errorCode=x," + code)).contains(later);
    assertThat(ids("/api/v1/jobs?state=SUCCEEDED&errorCode=" + code)).isEmpty();
  }

  @Test
  void groupsAndTheirJobsAreListed() {
    String body = group("thread-pool", "ALL_COMPLETED", countdown("A", "0s"), countdown("B", "0s"));
    JsonNode group = json(postAndWait("/api/v1/groups", body));
    String id = text(group, "/id");

    JsonNode listed =
        json(api.get("/api/v1/groups?state=SUCCEEDED&mode=thread-pool&limit=1")).at("/items/0");

    assertThat(text(listed, "/id")).isEqualTo(id);
    assertThat(text(listed, "/finishedAt")).isEqualTo(text(group, "/finishedAt"));
    assertThat(listed.has("jobs")).isFalse();
    assertThat(ids("/api/v1/groups?state=RUNNING,QUEUED")).doesNotContain(id);
    assertThat(ids("/api/v1/jobs?group=" + id))
        .containsExactly(text(group, "/jobs/1/id"), text(group, "/jobs/0/id"));
  }

  @Test
  void aPollingClientGetsADocumentOnlyWhenItHasChanged() throws Exception {
    String path =
        "/api/v1/jobs/" + text(json(api.post("/api/v1/jobs", countdown("A", "1h"))), "/id");
    await().until(() -> text(json(api.get(path)), "/state").equals("RUNNING"));
    HttpResponse<String> running = api.get(path);
    String tag = running.headers().firstValue("ETag").orElseThrow();
    assertThat(running.headers().firstValue("Retry-After")).contains("1");
    assertThat(api.send(api.request(path).header("If-None-Match", tag)).statusCode())
        .isEqualTo(304);

    String id = text(json(running), "/id");
    assertThat(cancel(id).statusCode()).isEqualTo(202);
    var _ = ended(id);

    HttpResponse<String> ended = api.send(api.request(path).header("If-None-Match", tag));
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void theSummaryComesFromTheCountOfTheNodes() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> json(api.get("/api/v1/summary")).path("counted").asBoolean());
    JsonNode summary = json(api.get("/api/v1/summary"));
    assertThat(Duration.parse(text(summary, "/age")))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
    assertThat(summary.path("states").propertyNames())
        .containsExactly("SCHEDULED", "BLOCKED", "QUEUED", "RUNNING");
  }
}
