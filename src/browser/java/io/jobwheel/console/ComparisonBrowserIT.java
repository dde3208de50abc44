package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.jobwheel.api.ApiClient;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pages of comparisons of modes. */
class ComparisonBrowserIT extends BrowserTestCase {

  private static final double ROUNDS_MILLIS = 40_000;

  @Test
  void theExampleIsComparedInTwoModes() {
    tab.signIn("writer", "/console/compare");
    OpenDialog dialog = OpenDialog.of(tab, "Compare");
    assertThat(dialog.field("Payload of each job").inputValue()).contains("\"800ms\"");
    dialog.field("event-loop").check();
    dialog.field("thread-pool").check();
    dialog.field("Repeats").fill("1");
    tab.assertAccessible();
    dialog.confirm();

    tab.page().waitForURL("**/console/compare/*-*");
    String id = tab.page().url().replaceFirst(".*/", "");
    tab.page().getByText(Pattern.compile("[123] of 4 rounds have ended")).waitFor();
    tab.page()
        .locator(".badge.completed")
        .waitFor(new Locator.WaitForOptions().setTimeout(ROUNDS_MILLIS));
    JsonNode report = comparison(id).get("report");
    assertThat(tab.page().locator(".verdict").innerText())
        .isEqualTo(report.at("/verdict/reason").asString());
    Locator rows = tab.page().locator("[aria-label='Medians of the modes'] tbody tr");
    assertThat(rows.allInnerTexts())
        .hasSize(2)
        .anyMatch(row -> row.startsWith("thread-pool\t3"))
        .anyMatch(row -> row.startsWith("event-loop\t3"));
    Locator picture = tab.page().locator("img.picture");
    assertThat(picture.getAttribute("src")).startsWith("data:image/svg+xml,");
    assertThat(picture.getAttribute("alt")).isNotBlank();
    tab.page().waitForFunction("() => document.querySelector('img.picture').naturalWidth > 100");
    tab.assertAccessible();
    tab.takePictures("comparison");

    tab.page().getByText("All comparisons").click();
    tab.page().locator("a[href$='" + id + "']").waitFor();
    tab.takePictures("compare");
  }

  @Test
  void aComparisonThatRunsIsCancelledByAWriterOnly() {
    String id =
        ApiClient.json(
                node.post(
                    "/api/v1/comparisons",
                    """
                    {"type":"countdown","payload":{"name":"A","delay":"20s"},"jobs":1,"force":true,
                     "modes":["event-loop"],"repeats":1}
                    """))
            .get("id")
            .asString();
    try (ConsoleTab reader = anotherTab()) {
      reader.signIn("reader", "/console/compare/" + id);
      reader.page().getByText("0 of 2 rounds").waitFor();
      assertThat(reader.page().locator("main button").count()).isZero();
      reader
          .page()
          .getByRole(com.microsoft.playwright.options.AriaRole.LINK, exactly("Compare"))
          .click();
      reader.page().locator("a[href$='" + id + "']").waitFor();
      assertThat(reader.page().locator("main button").count()).isZero();
      reader.assertNoTroubles();
    }
    tab.signIn("writer", "/console/compare/" + id);
    OpenDialog.of(tab, "Cancel").confirm();
    tab.page().locator(".badge.cancelled").waitFor();
    await().until(() -> comparison(id).get("state").asString().equals("CANCELLED"));
    OpenDialog.of(tab, "Delete").confirm();
    tab.page().waitForURL("**/console/compare");
    assertThat(node.get("/api/v1/comparisons/" + id).statusCode()).isEqualTo(404);
  }

  private static Page.GetByRoleOptions exactly(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private JsonNode comparison(String id) {
    return ApiClient.json(node.get("/api/v1/comparisons/" + id));
  }
}
