package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.jobwheel.api.ApiClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The list of jobs. */
class JobsBrowserIT extends BrowserTestCase {

  private ConsoleJobs jobs;

  @Override
  List<String> arguments() {
    return ConsoleJobs.commands();
  }

  @BeforeAll
  void open() {
    jobs = new ConsoleJobs(node);
  }

  @Test
  void theFilterIsTheQueryOfTheApi() {
    String failed = jobs.command("hostile");
    String succeeded = jobs.countdown("1ms");
    jobs.await(failed, "FAILED");
    jobs.await(succeeded, "SUCCEEDED");

    tab.signIn("writer", "/console/jobs");
    row(succeeded).waitFor();
    tab.button("FAILED").click();
    tab.page().waitForURL("**/console/jobs?state=FAILED");
    row(failed).waitFor();
    awaitGone(row(succeeded));
    tab.page().getByLabel("Error codes").fill("unexpected-exit-code, timed-out");
    tab.page().getByLabel("Error codes").press("Enter");
    tab.page().waitForURL("**/console/jobs?state=FAILED&errorCode=unexpected-exit-code,timed-out");
    row(failed).getByText(ConsoleJobs.MESSAGE).waitFor();
    tab.button("CANCELLED").click();
    tab.page().waitForURL("**/console/jobs?state=FAILED,CANCELLED&errorCode=*");
    assertThat(tab.page().locator("main b, main img, main script").count()).isZero();
    tab.assertAccessible();
    tab.takePictures("jobs");
  }

  @Test
  void aTextThatIsBeingEnteredOutlastsADrawing() {
    tab.signIn("reader", "/console/jobs");
    Locator codes = tab.page().getByLabel("Error codes");
    codes.pressSequentially("timed-");
    tab.page().waitForResponse("**/api/v1/jobs?*", () -> {}); // every few seconds
    tab.page()
        .evaluate(
            "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    codes.pressSequentially("out");
    codes.press("Enter");
    tab.page().waitForURL("**/console/jobs?errorCode=timed-out");

    codes.fill("");
    tab.page().getByText("Clear the filter").click();
    tab.page().waitForURL("**/console/jobs");
    assertThat(codes.inputValue()).isEmpty();
  }

  @Test
  void aLinkShowsItsFilter() {
    tab.signIn(
        "reader",
        "/console/jobs?state=QUEUED&submitter=CN%3Da,O%3Db&createdFrom=2026-01-01T00:00:00Z");
    tab.page().getByText("No job matches.").waitFor();
    assertThat(tab.button("QUEUED").getAttribute("aria-pressed")).isEqualTo("true");
    assertThat(tab.page().getByLabel("Submitter").inputValue()).isEqualTo("CN=a,O=b");
    assertThat(tab.page().getByLabel("Created from").inputValue()).startsWith("2026-01-01T01:00");
    tab.page().getByText("Clear the filter").click();
    tab.page().waitForURL("**/console/jobs");
  }

  @Test
  void rowsStayWhileOneIsSelected() {
    String first = jobs.countdown("1ms");
    jobs.await(first, "SUCCEEDED");
    tab.signIn("writer", "/console/jobs");
    select(first);
    tab.page().mouse().move(1, 1);
    String second = jobs.countdown("1ms");

    tab.page().getByText("1 more job matches now").waitFor();
    assertThat(row(second).count()).isZero();
    tab.button("Select none").click();
    row(second).waitFor();
  }

  @Test
  void eachSelectedJobHasItsOwnResult() {
    String running = jobs.countdown("1h");
    String ended = jobs.countdown("1ms");
    jobs.await(ended, "SUCCEEDED");
    jobs.await(running, "RUNNING");
    tab.signIn("writer", "/console/jobs");
    select(running);
    select(ended);
    OpenDialog dialog = OpenDialog.of(tab, "Cancel");
    assertThat(dialog.find("pre")).containsText(running + ":cancel");
    assertThat(dialog.find("pre")).containsText(ended + ":cancel");
    dialog.confirm();

    Locator results = tab.page().getByLabel("Results", exactly()).last();
    results.getByText("cannot be cancelled").waitFor();
    tab.page().getByText("Cancel: 1 done, 1 refused.").first().waitFor();
    jobs.await(running, "CANCELLED");
    assertThat(tab.takeTroubles()).allMatch(trouble -> trouble.contains("409"));
    assertThat(tab.page().getByText("1 selected").count()).isOne();

    select(running);
    select(ended);
    OpenDialog.of(tab, "Redrive").confirm();
    await().until(() -> jobs.get(running).path("priorAttempts").asInt() == 1);
    tab.page().getByText("Redrive: 1 done, 1 refused.").first().waitFor();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("409"));
    assertThat(tab.button("Delete…").count()).isZero(); // writers may not delete
  }

  @Test
  void selectedJobsAreDeletedByAdmins() {
    String ended = jobs.countdown("1ms");
    jobs.await(ended, "SUCCEEDED");
    tab.signIn("admin", "/console/jobs");
    select(ended);
    OpenDialog.of(tab, "Delete").confirm();

    tab.page().getByText("Delete: 1 done.").first().waitFor();
    assertThat(node.get("/api/v1/jobs/" + ended).statusCode()).isEqualTo(410);
  }

  @Test
  void allThatMatchAreCountedBeforeAnOperation() {
    for (int i = 0; i < 3; i++) {
      jobs.await(jobs.submit(refusedCall("/all")), "FAILED");
    }
    tab.signIn("admin", "/console/jobs?state=FAILED&type=http&errorCode=connect-failed");
    tab.page().getByText("Act on all jobs that match this filter").click();
    OpenDialog dialog = OpenDialog.of(tab, "Count them");
    dialog.find("p").getByText("3 jobs match now.").waitFor();
    dialog.field("At most").fill("1");
    assertThat(dialog.find("pre")).containsText("\"confirm\":3");
    assertThat(dialog.find("pre")).containsText("\"rate\":1");
    dialog.find("button.primary").click();

    tab.page().waitForURL("**/console/operations/*");
    String id = tab.page().url().replaceAll(".*/", "");
    var operation = ApiClient.json(node.get("/api/v1/operations/" + id));
    assertThat(operation.get("rate").asInt()).isOne();
    assertThat(operation.get("filter").get("errorCode").get(0).asString())
        .isEqualTo("connect-failed");
    tab.page().getByText("COMPLETED").waitFor();
    tab.page().getByText("The jobs that match now").click();
    tab.page().waitForURL("**/console/jobs?state=FAILED&type=http&errorCode=connect-failed");
  }

  @Test
  void aFilterThatOperationsLackIsNotActedOn() {
    tab.signIn("admin", "/console/jobs?schedule=nightly");
    tab.page().getByText("Act on all jobs that match this filter").click();
    tab.page().getByText("Bulk operations cannot select by schedule").waitFor();
    assertThat(tab.button("Count them…").isDisabled()).isTrue();
  }

  @Test
  void aReaderIsOfferedNoActions() {
    String ended = jobs.countdown("1ms");
    tab.signIn("reader", "/console/jobs");
    row(ended).waitFor();
    assertThat(tab.page().locator("main input[type=checkbox]").count()).isZero();
    assertThat(tab.page().getByText("Act on all jobs").count()).isZero();
  }

  @Test
  void jobsAndGroupsAreFoundByTheirIds() {
    String job = jobs.countdown("1ms");
    tab.signIn("reader", "/console/jobs");
    find("see " + node.url("/api/v1/jobs/" + job.toUpperCase(java.util.Locale.ROOT)));
    tab.page().waitForURL("**/console/jobs/" + job);

    tab.signIn("reader", "/console/jobs");
    find("nothing");
    tab.page().getByText("This is no id").waitFor();
    find(UUID.randomUUID().toString());
    tab.page().getByText("There is no job, group or operation").waitFor();
    assertThat(tab.takeTroubles()).hasSize(3).allMatch(trouble -> trouble.contains("404"));
  }

  @Test
  void theListIsStaleWhileTheServiceIsAway() {
    tab.signIn("reader", "/console/jobs");
    tab.page().locator("h1").waitFor();
    tab.page().context().setOffline(true);
    tab.page().getByText("stale since").waitFor();
    tab.page().context().setOffline(false);
    awaitGone(tab.page().locator(".stale"));
    assertThat(tab.takeTroubles()).isNotEmpty();
  }

  /** A call that fails at once: nothing listens on this port. */
  private static String refusedCall(String path) {
    return "{\"type\":\"http\",\"maxAttempts\":1,\"payload\":{\"url\":\"http://127.0.0.1:1081"
        + path
        + "\"}}";
  }

  private void find(String text) {
    tab.page().getByPlaceholder("Id of a job or group").fill(text);
    tab.button("Find").click();
  }

  private void select(String id) {
    tab.page().getByLabel("Select job " + id.substring(id.length() - 12)).check();
  }

  private Locator row(String id) {
    return tab.page()
        .locator(
            "tbody tr",
            new Page.LocatorOptions().setHas(tab.page().locator("[title='" + id + "']")));
  }

  private static Page.GetByLabelOptions exactly() {
    return new Page.GetByLabelOptions().setExact(true);
  }

  private static void awaitGone(Locator locator) {
    locator.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }
}
