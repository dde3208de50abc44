package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of bulk operations. */
class OperationsBrowserIT extends BrowserTestCase {

  private static final int JOBS = 40;

  private ConsoleJobs jobs;

  @Override
  List<String> arguments() {
    return ConsoleJobs.commands();
  }

  @BeforeAll
  void submit() {
    jobs = new ConsoleJobs(node);
    for (int i = 0; i < JOBS; i++) {
      jobs.await(jobs.countdown("1ms"), "SUCCEEDED");
    }
  }

  @Test
  void anOperationIsPausedResumedAndCancelled() {
    String id = slowDeletion();
    tab.signIn("admin", "/console/operations/" + id);
    tab.page().getByText("left at this rate").waitFor();
    OpenDialog.of(tab, "Pause").confirm();
    awaitState(id, "PAUSED");
    tab.page().locator(".badge.paused").waitFor();
    tab.assertAccessible();
    tab.takePictures("operation");
    OpenDialog.of(tab, "Resume").confirm();
    awaitState(id, "RUNNING");
    tab.page().locator(".badge.running").waitFor();
    OpenDialog.of(tab, "Cancel").confirm();

    JsonNode cancelled = awaitState(id, "CANCELLED");
    tab.page().locator(".badge.cancelled").waitFor();
    assertThat(tab.page().locator(".head button").count()).isZero();
    assertThat(cancelled.get("done").asInt()).isLessThan(JOBS);

    tab.signIn("admin", "/console/operations?state=CANCELLED");
    tab.page().locator("tbody [title='" + id + "']").waitFor();
    tab.page().getByText("<i>other</i>").first().waitFor();
    assertThat(tab.page().locator("main i").count()).isZero();
    tab.assertAccessible();
    tab.takePictures("operations");
  }

  @Test
  void aReaderIsOfferedNoActions() {
    String id = slowDeletion();
    tab.signIn("reader", "/console/operations/" + id);
    tab.page().getByText("Matched at the beginning").waitFor();
    assertThat(tab.page().locator(".head button").count()).isZero();
    jobs.post("/api/v1/operations/" + id + ":cancel");
  }

  private String slowDeletion() {
    var response =
        node.post(
            "/api/v1/operations",
            """
            {"action":"DELETE","rate":1,"filter":{"type":["countdown","<i>other</i>"]}}
            """);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return ApiClient.json(response).get("id").asString();
  }

  private JsonNode awaitState(String id, String state) {
    return await()
        .until(
            () -> ApiClient.json(node.get("/api/v1/operations/" + id)),
            operation -> operation.get("state").asString().equals(state));
  }
}
