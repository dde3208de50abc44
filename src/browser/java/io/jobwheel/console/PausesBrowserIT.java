package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.jobwheel.api.ApiClient;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of pauses. */
class PausesBrowserIT extends BrowserTestCase {

  @Test
  void aPauseIsMadeChangedAndEnded() {
    tab.signIn("admin", "/console/pauses");
    OpenDialog dialog = OpenDialog.of(tab, "Pause");
    dialog.field("Job type").fill("not-yet");
    dialog.field("Reason").fill("first");
    dialog.field("Until").fill("2030-01-01T10:00"); // in Berlin, as the browser
    dialog.find("text=2030-01-01 09:00:00 UTC").waitFor();
    dialog.confirm();
    row("type:not-yet").getByText("This node does not have the type.").waitFor();
    JsonNode pause = pause("type:not-yet");
    assertThat(pause.get("reason").asString()).isEqualTo("first");
    assertThat(pause.get("until").asString()).isEqualTo("2030-01-01T09:00:00Z");
    assertThat(pause.get("pausedBy").asString()).isEqualTo("admin");

    OpenDialog change = OpenDialog.of(tab.page(), row("type:not-yet"), "Change");
    assertThat(change.field("Reason").inputValue()).isEqualTo("first");
    change.field("Reason").fill("second");
    change.confirm();
    row("type:not-yet").getByText("second").waitFor();
    assertThat(pause("type:not-yet").get("until")).isEqualTo(pause.get("until"));

    OpenDialog.of(tab.page(), row("type:not-yet"), "Resume").confirm();
    row("type:not-yet")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    assertThat(node.get("/api/v1/pauses/type:not-yet").statusCode()).isEqualTo(404);
  }

  @Test
  void aSubmitterIsPaused() {
    tab.signIn("admin", "/console/pauses");
    OpenDialog dialog = OpenDialog.of(tab, "Pause");
    dialog.find("select").selectOption("submitter");
    dialog.field("Submitter").fill("token:alice@example.com/x");
    dialog.find("text=cannot be paused").first().waitFor();
    dialog.field("Submitter").fill("token:alice@example.com");
    dialog.confirm();

    row("submitter:token:alice@example.com").waitFor();
    assertThat(pause("submitter:token:alice@example.com").has("until")).isFalse();
  }

  @Test
  void hostileReasonsAreText() {
    node.put(
        "/api/v1/pauses/type:hostile",
        "{\"reason\":\"<img src=x onerror=alert(1)> \u202e %s\"}".formatted("long".repeat(110)));
    tab.signIn("admin", "/console/pauses");
    row("type:hostile").getByText("<img src=x onerror=alert(1)> \\u202e").waitFor();

    assertThat(tab.page().locator("main img").count()).isZero();
    tab.assertAccessible();
    tab.takePictures("pauses");
  }

  @Test
  void whoMayNotPauseIsOfferedNothing() {
    node.put("/api/v1/pauses/type:seen", "{}");
    tab.signIn("writer", "/console/pauses");
    row("type:seen").waitFor();

    assertThat(tab.page().locator("main button").count()).isZero();
  }

  private Locator row(String target) {
    return tab.page().locator("tr", new Page.LocatorOptions().setHasText(target));
  }

  private JsonNode pause(String target) {
    return ApiClient.JSON.readTree(node.get("/api/v1/pauses/" + target).body());
  }
}
