package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the pages of nodes: Now, Lanes and Loops. */
class NodesBrowserIT extends BrowserTestCase {

  private static final String MARKUP = "<img src=x onerror=alert(1)> \u202egnp";
  private static final String SHOWN = "<img src=x onerror=alert(1)> \\u202egnp";

  @AfterEach
  void resumeAll() {
    node.send(HttpRequest.newBuilder().uri(uri("/api/v1/pauses/type:http")).DELETE());
    node.post("/api/v1/lanes/thread-pool:resume", "{}");
  }

  private URI uri(String path) {
    return URI.create(node.url(path));
  }

  @Test
  void theFirstPageShowsTheNodeAndItsLanes() {
    tab.signIn("reader", "/console");
    assertThat(verdict()).containsText("1 node is up");
    assertThat(tab.page().getByText("answers you")).isVisible();
    assertThat(tab.page().locator("tr", text("event-loop"))).containsText("of 20,000");
    tab.assertAccessible();
    tab.takePictures("now");
  }

  @Test
  void theFirstPageSaysWhatIsWrongFirst() {
    node.put("/api/v1/pauses/type:http", "{\"reason\":\"" + MARKUP + "\"}");
    for (int job = 0; job < 6; job++) {
      node.post(
          "/api/v1/jobs",
          """
          {"type":"http","payload":{"url":"http://nowhere.invalid/"},"mode":"event-loop","maxAttempts":1}
          """);
    }
    tab.signIn("reader", "/console");
    assertThat(verdict()).containsText("The type http is paused: " + SHOWN);
    node.send(HttpRequest.newBuilder().uri(uri("/api/v1/pauses/type:http")).DELETE());
    assertThat(verdict())
        .containsText(
            "The type http fails: 100 % of its latest 6 jobs.",
            new ContainsTextOptions().setTimeout(40_000));
    assertThat(verdict()).containsText("Runbook: JobwheelJobsFail");
    verdict().getByText("Show").click();
    assertThat(tab.page()).hasURL(node.url("/console/jobs?state=FAILED&type=http"));
  }

  @Test
  void aLaneIsPausedResumedAndResized() {
    tab.signIn("admin", "/console/lanes");
    Locator lane = tab.page().locator("section.lane", text("thread-pool"));
    assertThat(lane).containsText("slots used");
    assertThat(lane.locator("canvas")).isVisible();

    confirm(lane, "Pause");
    assertThat(lane).containsText("PAUSED");
    assertThat(node.get("/api/v1/lanes").body()).contains("\"paused\":true");
    confirm(lane, "Resume");
    assertThat(lane).not().containsText("PAUSED");

    lane.getByRole(AriaRole.BUTTON).getByText("Resize…").click();
    tab.page().getByLabel("Slots").fill("5");
    dialogButton("Resize").click();
    assertThat(lane).containsText("of 5 slots used");
    tab.assertAccessible();
    tab.takePictures("lanes");
  }

  @Test
  void workerProcessesAreShownOnlyOfTheNodeOfTheRow() {
    tab.page()
        .route(
            "**/api/v1/lanes",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody("{\"node\":{\"id\":\"2\",\"name\":\"elsewhere\"},\"items\":[]}")),
            new Page.RouteOptions().setTimes(1));
    tab.signIn("reader", "/console/lanes");
    Locator workers = tab.page().locator("section.lane details");
    workers.locator("summary").click();
    assertThat(workers).containsText("The node elsewhere has answered instead");
    // the next call, by the node itself
    assertThat(workers)
        .not()
        .containsText("elsewhere", new ContainsTextOptions().setTimeout(20_000));
    assertThat(workers.locator("div").first()).containsText(Pattern.compile(": [A-Z]+|None"));
  }

  @Test
  void aReaderIsOfferedNoChangeOfALane() {
    tab.signIn("reader", "/console/lanes");
    assertThat(tab.page().locator("section.lane canvas").first()).isVisible();
    assertThat(tab.page().locator("main button").count()).isZero();
  }

  @Test
  void theLoopsShowTheTaskOfARunningJob() {
    String id =
        node.post(
                "/api/v1/jobs",
                """
                {"type":"countdown","payload":{"name":"S","delay":"60s"},"mode":"event-loop"}
                """)
            .body()
            .replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
    tab.signIn("reader", "/console/loops");
    Locator task = tab.page().locator("tbody tr", text(id.substring(id.length() - 12)));
    assertThat(task).containsText("WAITING");
    tab.page().getByLabel("Find a task, a job or a place in the code").fill("no such task");
    assertThat(tab.page().getByText("No task matches.")).isVisible();
    tab.page().getByLabel("Find a task, a job or a place in the code").fill(id);
    assertThat(task).isVisible();
    tab.assertAccessible();
    tab.takePictures("loops");
    task.locator("a").click();
    assertThat(tab.page()).hasURL(node.url("/console/jobs/" + id));
    node.post("/api/v1/jobs/" + id + ":cancel", "");
  }

  @Test
  void aPictureOfTheLoopsThatIsHeldStays() {
    AtomicInteger calls = new AtomicInteger();
    tab.signIn("reader", "/console/loops");
    assertThat(tab.page().getByText("seen")).isVisible();
    tab.page()
        .onResponse(response -> {
          if (response.url().contains("/api/v1/loops")) calls.incrementAndGet();
        });
    tab.page().waitForResponse("**/api/v1/loops*", () -> {});
    String held = seen();
    tab.button("Hold the picture").click();
    int before = calls.get();
    // other pictures would have come by then
    tab.page().waitForTimeout(5000);
    assertThat(seen()).isEqualTo(held);
    assertThat(calls.get()).isEqualTo(before);

    tab.page().waitForResponse("**/api/v1/loops*", () -> tab.button("Hold the picture").click());
    assertThat(tab.page().locator("time[datetime='" + held + "']")).hasCount(0);
  }

  private String seen() {
    return tab.page().locator("p.quiet time").getAttribute("datetime");
  }

  private Locator verdict() {
    return tab.page().locator(".verdict");
  }

  private static Page.LocatorOptions text(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private void confirm(Locator lane, String verb) {
    lane.getByText(verb + "…").click();
    Locator command = tab.page().locator("dialog pre");
    tab.page().locator("dialog summary").click();
    assertThat(command).containsText("/api/v1/lanes/thread-pool:" + verb.toLowerCase(Locale.ROOT));
    dialogButton(verb).click();
    assertThat(tab.page().locator("dialog")).hasCount(0);
  }

  private Locator dialogButton(String name) {
    return tab.page()
        .locator("dialog")
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }
}
