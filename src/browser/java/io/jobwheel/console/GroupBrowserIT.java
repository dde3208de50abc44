package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import io.jobwheel.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of groups: the chart of the seed's program, live changes, and each action. */
class GroupBrowserIT extends BrowserTestCase {

  private static final String COUNTDOWNS =
      """
      {"mode":"%s","jobs":[
        {"type":"countdown","payload":{"name":"A","delay":"%dms"}},
        {"type":"countdown","payload":{"name":"B","delay":"%dms"}},
        {"type":"countdown","payload":{"name":"C","delay":"%dms"}}]}\
      """;
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202etxt";

  private static final int CLOSED_PORT = closedPort();

  private static int closedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> arguments() {
    return List.of(
        "--jobwheel.dispatch.max-group=10000",
        "--jobwheel.api.max-body=16MB",
        "--jobwheel.http.egress.allowed-networks=127.0.0.1",
        "--jobwheel.commands.shout.program=printf",
        "--jobwheel.commands.shout.arguments[0]=%s",
        "--jobwheel.commands.shout.arguments[1]=" + HOSTILE,
        // nothing listens there, so deliveries are tried again
        "--jobwheel.webhooks.audit.url=http://127.0.0.1:%d/hook".formatted(CLOSED_PORT),
        "--jobwheel.webhooks.audit.events=group.finished",
        "--jobwheel.webhooks.audit.secrets=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
  }

  @Test
  void theHeightOfTheChartIsTheConcurrency() {
    String sequential = finished(COUNTDOWNS.formatted("sequential", 300, 240, 150));
    show("admin", sequential);
    assertThat(tab.page().locator(".gantt .lane-name")).hasText("sequential: one at once");
    assertThat(rowsOfBars()).containsExactly(23, 23, 23);
    assertThat(tab.page().locator(".gantt-summary").innerText())
        .startsWith("3 jobs")
        .endsWith(": 1 at a time");
    tab.assertAccessible();
    tab.takePictures("group-sequential");

    String eventLoop = finished(COUNTDOWNS.formatted("event-loop", 300, 240, 150));
    tab.page().getByLabel("Pages").getByText("Groups").click();
    tab.page().getByLabel("Id of a group").fill(eventLoop);
    tab.button("Open").click();
    assertThat(tab.page().locator(".gantt .lane-name")).hasText("event-loop: 3 at once");
    assertThat(rowsOfBars()).containsExactly(23, 49, 75);
    tab.takePictures("group-event-loop");
  }

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
  void aPartIsChosenByThePointerAndByNumbers() {
    show("reader", finished(COUNTDOWNS.formatted("event-loop", 300, 240, 150)));
    Locator from = tab.page().getByLabel("Shown from, in seconds");
    assertThat(from).hasValue("0");

    BoundingBox box = tab.page().locator(".gantt .tracks svg").boundingBox();
    tab.page().mouse().move(box.x + box.width / 2, box.y + 30);
    tab.page().mouse().down();
    tab.page().mouse().move(box.x + box.width - 20, box.y + 40);
    tab.page().mouse().up();
    assertThat(from).not().hasValue("0");
    assertThat(Double.parseDouble(from.inputValue())).isBetween(0.4, 0.7);
    // B and C have ended by then, or nearly so
    assertThat(tab.page().locator(".gantt .tracks a").count()).isLessThan(3);
    assertThat(tab.page().url()).as("a drag opens no job").contains("/console/groups/");

    tab.button("Show all").click();
    assertThat(from).hasValue("0");
    from.fill("0.6");
    from.press("Tab");
    assertThat(tab.page().locator(".gantt .tracks a")).hasCount(2);
    assertThat(tab.button("Show all")).isEnabled();
    from.fill("99");
    from.press("Tab");
    assertThat(from).hasValue("0.6");
  }

  @Test
  void barsAreReachedByTheKeyboard() {
    show("reader", finished(COUNTDOWNS.formatted("event-loop", 90, 60, 30)));
    tab.page().locator(".gantt .tracks a[tabindex='0']").focus();
    assertThat(focused()).startsWith("A: ran ");

    tab.page().keyboard().press("ArrowDown");
    tab.page().waitForFunction("() => document.activeElement.ariaLabel.startsWith('B: ran ')");
    tab.page().keyboard().press("Enter");
    tab.page().waitForURL("**/console/jobs/*");
  }

  @Test
  void theChartIsThereAsATable() {
    show("reader", finished(COUNTDOWNS.formatted("thread-pool", 90, 60, 30)));
    tab.page().getByText("As a table").click();
    assertThat(tab.page().locator(".as-table tbody tr")).hasCount(3);
    tab.assertAccessible();
  }

  @Test
  void allJobsThatHaveNotEndedAreCancelled() {
    String id = submitted(COUNTDOWNS.formatted("sequential", 100_000, 100_000, 100_000));
    show("admin", id);
    tab.button("Cancel all…").click();
    tab.page().getByText("As a command").click();
    assertThat(tab.page().locator("dialog pre")).containsText("\"action\":\"CANCEL\"");
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
  void tenThousandJobsAreShownWithinASecondWithFewElements() {
    String jobs =
        IntStream.range(0, 10_000)
            .mapToObj(index ->
                "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%dms\"}}"
                    .formatted(index % 300))
            .collect(Collectors.joining(","));
    String id = submitted("{\"mode\":\"event-loop\",\"jobs\":[%s]}".formatted(jobs));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> group(id).path("state").asString().equals("SUCCEEDED"));
    tab.page()
        .addInitScript(
            """
            new MutationObserver(() => {
              if (!window.paintedAt && document.querySelector('.gantt .tracks a')) {
                requestAnimationFrame(() => { window.paintedAt ||= performance.now(); });
              }
            }).observe(document, {childList: true, subtree: true});
            """);
    show("reader", id);
    Number millis =
        (Number)
            tab.page()
                .waitForFunction(
                    """
                    () => window.paintedAt && window.paintedAt - performance.getEntriesByType('resource')
                      .find((each) => each.name.includes('?include=')).responseEnd
                    """)
                .jsonValue();
    assertThat(millis.doubleValue()).as("milliseconds after the response").isLessThan(1000);
    assertThat(tab.page().locator(".gantt svg *").count()).isLessThan(2000);
    assertThat(tab.page().locator("main tr").count()).isLessThan(200);
  }

  private void show(String key, String id) {
    tab.signIn(key, "/console/groups/" + id);
    tab.page().locator(".gantt .tracks a").first().waitFor();
  }

  private String submitted(String body) {
    HttpResponse<String> response = node.post("/api/v1/groups", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return ApiClient.json(response).path("id").asString();
  }

  private String finished(String body) {
    String id = submitted(body);
    await().atMost(Duration.ofSeconds(30)).until(() -> !group(id).path("finishedAt").isNull());
    return id;
  }

  private JsonNode group(String id) {
    return ApiClient.json(node.get("/api/v1/groups/" + id));
  }

  private JsonNode delivery(String id) {
    return ApiClient.json(node.get("/api/v1/groups/" + id + "/deliveries")).at("/items/0");
  }

  private List<String> namesInTable() {
    return tab.page()
        .locator("[aria-label='Jobs of the group'] tbody td:nth-child(3)")
        .allInnerTexts();
  }

  /** Returns the places of the bars from the top, in pixels, in the order of the document. */
  private List<Integer> rowsOfBars() {
    return tab.page().locator(".gantt .tracks a rect").all().stream()
        .map(rect -> Integer.valueOf(rect.getAttribute("y")))
        .toList();
  }

  private String focused() {
    return String.valueOf(tab.page().evaluate("() => document.activeElement.ariaLabel"));
  }
}
