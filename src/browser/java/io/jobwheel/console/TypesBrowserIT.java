package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.jobwheel.api.ApiClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of job types, with the form that submits a job. */
class TypesBrowserIT extends BrowserTestCase {

  @Override
  List<String> arguments() {
    return List.of(
        "--jobwheel.commands.fail.program=false",
        "--jobwheel.http.egress.allowed-networks=127.0.0.1");
  }

  @Test
  void theListHasFiguresOfTheLatestJobs() {
    end("{\"type\":\"command\",\"payload\":{\"name\":\"fail\"}}");
    end("{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"}}");

    tab.signIn("reader", "/console/types");
    row("command").getByText("100 %").waitFor();
    row("countdown").getByText("0 %").waitFor();

    assertThat(row("command").textContent()).contains("thread-pool", "default");
    tab.assertAccessible();
    tab.takePictures("types");
  }

  @Test
  void aTypeHasItsFailuresAndItsSchema() {
    String failed = end("{\"type\":\"command\",\"payload\":{\"name\":\"fail\"}}");

    tab.signIn("writer", "/console/types/command");
    Locator link =
        tab.page().locator("[aria-label='Latest failed jobs'] a[href$='" + failed + "']");
    link.waitFor();
    tab.page().locator("pre.json", withText("Values of its parameters by name")).waitFor();

    tab.assertAccessible();
    tab.takePictures("type");
  }

  @Test
  void theFormSubmitsAJob() {
    tab.signIn("writer", "/console/types/countdown");
    field("payload.name").fill("B");
    field("payload.delay").fill("3ms");
    tab.page().getByText("Mode, priority, time and attempts").click();
    field("mode").selectOption("thread-pool");
    field("priority").fill("-7");
    JsonNode job = submit();

    assertThat(job.get("payload").toString()).isEqualTo("{\"name\":\"B\",\"delay\":\"3ms\"}");
    assertThat(job.get("mode").asString()).isEqualTo("thread-pool");
    assertThat(job.get("priority").asInt()).isEqualTo(-7);
    assertThat(job.get("submittedBy").asString()).isEqualTo("writer");
  }

  @Test
  void aSubmitThatIsRepeatedAfterALostAnswerMakesOneJob() {
    tab.signIn("writer", "/console/types/countdown");
    field("payload.name").fill("L");
    field("payload.delay").fill("1ms");
    tab.page()
        .route(
            "**/api/v1/jobs",
            route -> {
              route.fetch();
              route.abort();
            },
            new Page.RouteOptions().setTimes(1));
    tab.button("Submit job").click();
    tab.page().getByText("The service cannot be reached.").waitFor();
    String first = submit().get("id").asString();
    assertThat(tab.takeTroubles()).isNotEmpty();
    assertThat(idsOf("L")).containsExactly(first);

    tab.button("Submit job").click();
    await().until(() -> idsOf("L").size() == 2);
  }

  private List<String> idsOf(String name) {
    return ApiClient.json(node.get("/api/v1/jobs?type=countdown&include=payload"))
        .get("items")
        .valueStream()
        .filter(job -> job.at("/payload/name").asString().equals(name))
        .map(job -> job.get("id").asString())
        .toList();
  }

  @Test
  void theFormIsUsedByKeyboardAlone() {
    tab.signIn("writer", "/console/types/countdown");
    field("payload.name").focus();
    tab.page().keyboard().type("C");
    tab.page().keyboard().press("Tab");
    tab.page().keyboard().type("1ms");
    tab.page().keyboard().press("Enter");
    tab.page().locator(".done a").waitFor();
  }

  @Test
  void theFormHasNestedFieldsAndKeepsJsonToTheByte() {
    String json = "{\"n\": 12345678901234567890,  \"one\": 1.0, \"text\": \"<b>\\u00e9\"}";
    tab.signIn("writer", "/console/types/http");
    field("payload.method").selectOption("POST");
    field("payload.url").fill(node.url("/nothing").replace("localhost", "127.0.0.1"));
    tab.button("Add an entry").click();
    tab.page().getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("X-Shop");
    tab.page().getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill("7");
    field("payload.body.json").fill(json);
    tab.button("Add an item").click();
    field("payload.expect[0]").fill("2xx");
    field("payload.maxRedirects").fill("0");
    tab.assertAccessible();
    String id = submit().get("id").asString();

    assertThat(node.get("/api/v1/jobs/" + id).body())
        .contains(json, "\"X-Shop\"", "\"expect\"", "\"maxRedirects\"")
        .doesNotContain("\"keepBody\"", "\"connectTimeout\"");
  }

  @Test
  void refusalsAreShownAtTheirFields() {
    tab.signIn("writer", "/console/types/countdown");
    tab.button("Submit job").click();
    mistake("payload.name").waitFor();
    assertThat(mistake("payload.name").textContent()).isEqualTo("is required");

    field("payload.name").fill("A");
    field("payload.delay").fill("soon");
    tab.button("Submit job").click();
    tab.page().locator("form .problem").waitFor();
    assertThat(mistake("payload.name").count()).isZero();
    assertThat(mistake("payload.delay").textContent()).contains("must be a duration");
    tab.page().waitForFunction("() => document.activeElement.dataset.path === 'payload.delay'");
    tab.assertAccessible();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));
  }

  @Test
  void refusalsOfFoldedFieldsUnfoldThem() {
    tab.signIn("writer", "/console/types/countdown");
    field("payload.name").fill("A");
    field("payload.delay").fill("1ms");
    tab.page().getByText("Mode, priority, time and attempts").click();
    field("priority").fill("1000");
    tab.page().getByText("Mode, priority, time and attempts").click();
    tab.button("Submit job").click();
    mistake("priority").waitFor(); // visible

    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));
  }

  @Test
  void thePayloadIsEditedAsJsonAndBack() {
    tab.signIn("writer", "/console/types/countdown");
    field("payload.name").fill("A");
    tab.button("JSON").click();
    assertThat(field("payload").inputValue()).contains("\"name\": \"A\"");
    field("payload").fill("{\"name\":\"A\",\"delay\":\"1ms\",\"more\":1}");
    tab.button("Form").click();
    tab.page().getByText("The form cannot hold this JSON as it is.").waitFor();
    field("payload").fill("{\"delay\":\"4ms\",\"name\":\"D\"}");
    tab.button("Form").click();
    assertThat(field("payload.delay").inputValue()).isEqualTo("4ms");

    assertThat(submit().at("/payload/name").asString()).isEqualTo("D");
  }

  @Test
  void aTypeIsPausedAndResumed() {
    tab.signIn("admin", "/console/types/http");
    OpenDialog dialog = OpenDialog.of(tab, "Pause");
    dialog.field("Reason").fill("the shop is down");
    dialog.confirm();
    tab.page().locator(".badge.paused").waitFor();
    assertThat(node.get("/api/v1/pauses/type:http").body()).contains("the shop is down");

    OpenDialog.of(tab, "Resume").confirm();
    tab.button("Pause…").waitFor();
    assertThat(node.get("/api/v1/pauses/type:http").statusCode()).isEqualTo(404);
  }

  @Test
  void aReaderIsOfferedNothing() {
    tab.signIn("reader", "/console/types/countdown");
    tab.page().locator("h2", withText("JSON Schema of the payload")).waitFor();

    assertThat(tab.page().locator("main button, main form").count()).isZero();
  }

  @Test
  void aTypeThatDoesNotExistIsNoError() {
    tab.signIn("writer", "/console/types/%3Cb%3Enone");
    tab.page().getByText("This node does not offer this type").waitFor();

    assertThat(tab.page().locator("h1").textContent()).isEqualTo("<b>none");
  }

  private JsonNode submit() {
    tab.button("Submit job").click();
    Locator link = tab.page().locator(".done a");
    link.waitFor();
    String path = link.getAttribute("href").replace("/console/", "/api/v1/");
    return ApiClient.JSON.readTree(node.get(path).body());
  }

  private Locator row(String type) {
    return tab.page().locator("tr[data-type=" + type + "]");
  }

  private Locator field(String path) {
    return tab.page().locator("[data-path='" + path + "']");
  }

  private Locator mistake(String path) {
    return tab.page().locator("[id='help-" + path + "'] .mistake");
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  /** Submits a job, waits for its end and returns its id. */
  private String end(String request) {
    String id =
        ApiClient.JSON.readTree(node.post("/api/v1/jobs", request).body()).get("id").asString();
    await()
        .until(() ->
            !ApiClient.JSON
                .readTree(node.get("/api/v1/jobs/" + id).body())
                .get("finishedAt")
                .isNull());
    return id;
  }
}
