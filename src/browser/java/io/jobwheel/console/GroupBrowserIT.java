package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of groups: live changes, each action, and what jobs print. */
class GroupBrowserIT extends GroupBrowserTestCase {

  @Test
  void aGroupIsFollowedWhileItRuns() {
    String id = submitted(COUNTDOWNS.formatted("event-loop", 900, 700, 500));
    show("reader", id);
    assertThat(tab.page().locator(".head .badge")).hasText("RUNNING");
    assertThat(tab.page().locator(".gantt .tracks a rect.running")).hasCount(3);

    assertThat(tab.page().locator(".head .badge")).hasText("SUCCEEDED");
    assertThat(namesInTable()).containsExactly("C", "B", "A");
    tab.button("As submitted").click();
    assertThat(tab.page().locator("table:has-text('Ran') tbody tr td:nth-child(3)").first())
        .hasText("A");
    assertThat(namesInTable()).containsExactly("A", "B", "C");
    assertThat(rowsOfBars()).containsExactly(23, 49, 75);
  }

  @Test
  void allJobsThatHaveNotEndedAreCancelled() {
    String id = submitted(COUNTDOWNS.formatted("sequential", 100_000, 100_000, 100_000));
    show("admin", id);
    tab.button("Cancel all…").click();
    tab.page().getByText("As a command").click();
    assertThat(tab.page().locator("dialog pre")).containsText("\"action\":\"CANCEL\"");
    assertThat(tab.page().locator("dialog pre")).containsText("Idempotency-Key: ");
    tab.page().locator("dialog").getByText("Cancel all").last().click();

    assertThat(tab.page().locator(".head .badge")).hasText("CANCELLED");
    assertThat(group(id).at("/counts/CANCELLED").asInt()).isEqualTo(3);
  }

  @Test
  void oneJobIsCancelled() {
    String id = submitted(COUNTDOWNS.formatted("event-loop", 1, 100_000, 1));
    show("writer", id);
    tab.button("Cancel…").click();
    tab.page().locator("dialog button.danger").click();

    assertThat(tab.page().locator(".head .badge")).hasText("CANCELLED");
    assertThat(group(id).at("/counts/CANCELLED").asInt()).isEqualTo(1);
  }

  @Test
  void failedJobsAreRedrivenAndTheirAttemptsShown() {
    String id =
        finished(
            """
            {"mode":"thread-pool","jobs":[{"type":"http","maxAttempts":2,"backoff":"10ms",
              "payload":{"url":"http://127.0.0.1:%d/"}}]}
            """
                .formatted(CLOSED_PORT));
    show("admin", id);
    tab.button("Show earlier attempts of a job").click();
    assertThat(tab.page().locator(".gantt .tracks a")).hasCount(2);
    tab.button("Redrive failed…").click();
    tab.page().locator("dialog button.primary").click();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> group(id).at("/jobs/0/priorAttempts").asInt() == 2);
    assertThat(tab.page().getByText("1 of 1 done.")).isVisible();
  }

  @Test
  void aDeliveryIsRepeated() {
    String id = finished(COUNTDOWNS.formatted("event-loop", 1, 1, 1));
    String delivery = delivery(id).path("id").asString();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          node.post("/api/v1/jobs/" + delivery + ":cancel", "");
          return delivery(id).path("state").asString().equals("CANCELLED");
        });
    show("writer", id);
    tab.button("Redeliver…").click();
    tab.page().locator("dialog button.primary").click();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !delivery(id).path("state").asString().equals("CANCELLED"));
  }

  @Test
  void aReaderIsOfferedNoAction() {
    String id = submitted(COUNTDOWNS.formatted("event-loop", 1, 1, 100_000));
    show("reader", id);
    assertThat(tab.page().locator(".head .badge")).hasText("RUNNING");
    assertThat(tab.page().locator("main button").allInnerTexts())
        .noneMatch(text -> text.endsWith("…"));
  }

  @Test
  void whatJobsPrintIsText() {
    show(
        "reader",
        finished(
            """
            {"mode":"thread-pool","jobs":[{"type":"command","payload":{"name":"shout"}}]}\
            """));
    tab.page().getByText("Transcript").click();
    assertThat(tab.page().locator("details pre"))
        .containsText("<img src=x onerror=alert(1)>\\u202etxt");
    assertThat(tab.page().locator("main img")).hasCount(0);
  }

  @Test
  void groupsAreFilteredByTheirTime() {
    finished(COUNTDOWNS.formatted("event-loop", 1, 1, 1));
    tab.signIn("reader", "/console/groups");
    tab.page().locator("tbody tr").first().waitFor();
    tab.assertAccessible();
    tab.takePictures("groups");

    tab.page().getByLabel("Created before").fill("2026-01-01T00:00");
    assertThat(tab.page().getByText("No group matches.")).isVisible();
    // the zone of the tab is an hour ahead
    assertThat(tab.page().url()).endsWith("?createdTo=2025-12-31T23:00:00Z");
    tab.page().getByLabel("Created before").fill("");
    tab.page().locator("tbody tr").first().waitFor();
  }

  @Test
  void aTimeThatIsBeingEnteredLeadsToOneCall() {
    List<String> calls = new CopyOnWriteArrayList<>();
    tab.signIn("reader", "/console/groups");
    tab.page().locator("table, p.quiet").first().waitFor();
    tab.page()
        .onRequest(request -> {
          if (request.url().contains("createdTo=")) calls.add(request.url());
        });
    for (String value : List.of("0002-01-01T00:00", "0020-01-01T00:00", "2020-01-01T00:00")) {
      tab.page().getByLabel("Created before").fill(value);
    }
    tab.page().waitForURL("**/console/groups?createdTo=*");
    assertThat(tab.page().getByText("No group matches.")).isVisible();
    assertThat(calls)
        .isNotEmpty()
        .allMatch(call -> call.contains("createdTo=2019-12-31T23:00:00Z"));
  }

  private JsonNode delivery(String id) {
    return ApiClient.json(node.get("/api/v1/groups/" + id + "/deliveries")).at("/items/0");
  }

  private List<String> namesInTable() {
    return tab.page()
        .locator("[aria-label='Jobs of the group'] tbody td:nth-child(3)")
        .allInnerTexts();
  }
}
