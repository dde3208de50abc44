package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Route;
import org.junit.jupiter.api.Test;

/** The form of a new comparison. */
class CompareBrowserIT extends BrowserTestCase {

  @Test
  void theExampleIsThatOfTheDocumentation() {
    tab.signIn("writer", "/console/compare");
    OpenDialog dialog = OpenDialog.of(tab, "Compare");
    assertThat(dialog.field("Type")).hasValue("countdown");
    assertThat(dialog.find("pre")).containsText("\"type\":\"countdown\"");
    tab.assertAccessible();
  }

  @Test
  void theTypeThatIsShownIsTheOneOfTheRequest() {
    tab.page()
        .route(
            "**/api/v1/job-types",
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("application/json")
                        .setBody(
                            "{\"items\":[{\"name\":\"report\",\"modes\":[\"event-loop\"]}]}")));
    tab.signIn("writer", "/console/compare");
    OpenDialog dialog = OpenDialog.of(tab, "Compare");
    assertThat(dialog.field("Type")).hasValue("report");
    assertThat(dialog.find("pre")).containsText("\"type\":\"report\"");
    dialog.field("Repeats of each mode").fill("1");
    assertThat(dialog.find("pre")).containsText("\"type\":\"report\"");
    assertThat(dialog.find("pre")).containsText("\"repeats\":1");
  }
}
