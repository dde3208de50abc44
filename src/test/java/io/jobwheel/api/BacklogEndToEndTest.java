package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class BacklogEndToEndTest extends EndToEndTestCase {

  @Test
  void aFullBacklogRefusesMoreOfItsModeAndStoresNothing() {
    String[] jobs = Collections.nCopies(201, countdown("A", "1h")).toArray(String[]::new);
    HttpResponse<String> full =
        api.post("/api/v1/groups", group("sequential", "ALL_COMPLETED", jobs));
    assertThat(full.statusCode()).isEqualTo(202);
    assertThat(json(full).at("/counts/RUNNING").asInt()).isEqualTo(1);

    HttpResponse<String> refused =
        api.post("/api/v1/groups", group("sequential", "ALL_COMPLETED", countdown("B", "0s")));

    problem(refused, 429, "backlog-full");
    assertThat(refused.headers().firstValue("Retry-After"))
        .hasValueSatisfying(seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
    assertThat(json(api.get("/api/v1/jobs?limit=1000")).path("items").size()).isEqualTo(201);
    JsonNode lane = json(api.get("/api/v1/lanes")).path("items").get(0);
    assertThat(lane.path("queued").asInt()).isEqualTo(200);
    assertThat(lane.path("slots").path("free").asInt()).isZero();
    assertThat(postAndWait("/api/v1/jobs", countdown("B", "0s")).statusCode()).isEqualTo(200);
  }
}
