package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.jobwheel.api.ApiClient;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The page of limits, and what other pages show of the jobs that they hold. */
class LimitsBrowserIT extends BrowserTestCase {

  private static final String MARKUP = "<img src=x onerror=alert(1)> \u202e";

  @Override
  List<String> arguments() {
    return List.of("--jobwheel.limits.configured.total=5", "--jobwheel.dispatch.count-every=300ms");
  }

  @Test
  void aLimitIsMadeChangedAndDeleted() {
    tab.signIn("admin", "/console/limits");
    OpenDialog dialog = OpenDialog.of(tab, "New limit");
    dialog.field("Name").fill("partner");
    dialog.submit();
    dialog.find("text=total, perKey").first().waitFor();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));
    dialog.find("[data-path=total]").fill("100");
    dialog.find("[data-path='rate.permits']").fill("100");
    dialog.find("[data-path='rate.per']").fill("1m");
    dialog.find("[data-path='rate.burst']").fill("20");
    tab.assertAccessible();
    dialog.confirm();
    row("partner").getByText("100 each 1 m, 20 at once").waitFor();
    JsonNode made = limit("partner");
    assertThat(made.get("total").asInt()).isEqualTo(100);
    assertThat(made.has("perKey")).isFalse();
    assertThat(made.get("createdBy").asString()).isEqualTo("admin");

    OpenDialog edit = OpenDialog.of(tab.page(), row("partner"), "Edit");
    assertThat(edit.find("[data-path=total]").inputValue()).isEqualTo("100");
    edit.find("[data-path=total]").fill("");
    edit.find("[data-path=perKey]").fill("7");
    edit.confirm();
    row("partner").getByText("7", new Locator.GetByTextOptions().setExact(true)).waitFor();
    assertThat(limit("partner").has("total")).isFalse();
    assertThat(limit("partner").get("rate")).isEqualTo(made.get("rate"));

    OpenDialog.of(tab.page(), row("partner"), "Delete").confirm();
    row("partner").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    assertThat(node.get("/api/v1/limits/partner").statusCode()).isEqualTo(404);
  }

  @Test
  void aFormReplacesNoLimitAndNoNewerVersion() {
    node.put("/api/v1/limits/taken", "{\"total\":3}");
    tab.signIn("admin", "/console/limits");
    row("taken").getByText("Edit…").waitFor();
    assertThat(row("configured").locator("button").count()).isZero();
    OpenDialog dialog = OpenDialog.of(tab, "New limit");
    dialog.field("Name").fill("taken");
    dialog.find("[data-path=total]").fill("9");
    dialog.submit();
    dialog.find("text=A limit has this name already").waitFor();
    dialog.find("text=Close").click();

    OpenDialog edit = OpenDialog.of(tab.page(), row("taken"), "Edit");
    node.put("/api/v1/limits/taken", "{\"total\":4}");
    edit.find("[data-path=total]").fill("9");
    edit.submit();
    edit.find("text=The limit has changed since").waitFor();

    assertThat(tab.takeTroubles()).hasSize(2).allMatch(trouble -> trouble.contains("412"));
    assertThat(limit("taken").get("total").asInt()).isEqualTo(4);
  }

  @Test
  void aHeldJobNamesWhatHoldsIt() {
    node.put("/api/v1/limits/tenants", "{\"perKey\":1}");
    String running = submit(MARKUP);
    String held = submit(MARKUP);
    tab.signIn("admin", "/console/limits");
    tab.page().getByText("BLOCKED: 1").waitFor();
    assertThat(row("tenants").locator("td.number").allTextContents())
        .startsWith("–", "1", "1", "1"); // total, per key, used, held
    tab.page().getByText("BLOCKED: 1").click();
    tab.page().waitForURL("**/console/jobs?state=BLOCKED");
    tab.page().locator("tr .badge.blocked").waitFor();
    assertThat(tab.page().locator("tbody tr").count()).isOne();
    tab.page().locator("tbody tr a.id").first().click();
    tab.page().getByText("It is held by").waitFor();
    tab.page()
        .locator("main p[role=status]")
        .getByText("limit tenants, key <img src=x onerror=alert(1)> \\u202e")
        .waitFor();
    assertThat(tab.page().locator("main img").count()).isZero();
    tab.assertAccessible();

    node.post("/api/v1/jobs/" + running + ":cancel", "");
    tab.page().locator("main p[role=status] .badge.running").waitFor();
    assertThat(tab.page().getByText("It is held by").count()).isZero();
    node.post("/api/v1/jobs/" + held + ":cancel", "");
  }

  @Test
  void whoMayNotDefineLimitsIsOfferedNothing() {
    node.put("/api/v1/limits/seen", "{\"perKey\":2}");
    tab.signIn("writer", "/console/limits");
    row("seen").waitFor();
    row("configured").getByText("of the configuration").waitFor();
    assertThat(tab.page().locator("main button").count()).isZero();
    tab.assertAccessible();
    tab.takePictures("limits");
  }

  private String submit(String key) {
    return ApiClient.JSON
        .readTree(
            node.post(
                    "/api/v1/jobs",
                    """
                    {"type":"countdown","payload":{"name":"A","delay":"1h"},
                     "limits":[{"name":"tenants","key":%s}]}\
                    """
                        .formatted(ApiClient.JSON.writeValueAsString(key)))
                .body())
        .get("id")
        .asString();
  }

  private Locator row(String name) {
    return tab.page().locator("tbody tr", withText(name));
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private JsonNode limit(String name) {
    return ApiClient.JSON.readTree(node.get("/api/v1/limits/" + name).body());
  }
}
