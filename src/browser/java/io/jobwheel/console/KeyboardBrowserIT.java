package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console without a mouse. */
class KeyboardBrowserIT extends BrowserTestCase {

  private static final int MOST_TABS = 80;

  /** What is wrong with the focus; an empty text if nothing is. */
  private static final String FAULT =
      """
      () => {
        const focused = document.activeElement;
        if (!focused || focused === document.body) {
          return 'nothing has the focus';
        }
        if (focused.id === 'main') {
          return ''; // of a page that was just opened; a screen reader reads it from there
        }
        const {outlineStyle, outlineWidth} = getComputedStyle(focused);
        if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) {
          return 'no outline around ' + focused.outerHTML.slice(0, 200);
        }
        const {top, bottom, left, right} = focused.getBoundingClientRect();
        return bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth || bottom === top
          ? 'out of sight: ' + focused.outerHTML.slice(0, 200)
          : '';
      }
      """;

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
  void aJobIsFoundAndCancelled() {
    String id = jobs.command("slow");
    tab.open("/console");
    tab.page().locator("input[name=key]").waitFor();
    tab.page().waitForFunction("() => document.activeElement.name === 'key'");
    tab.page().keyboard().type(ConsoleNode.key("admin"));
    press("Enter");
    tab.page().locator("h1").first().waitFor(attached());
    tab.page().waitForFunction("() => document.activeElement.id === 'main'");
    assertFocus();

    pressShiftTabTo("nav a[href$='/console/jobs']");
    press("Enter");
    tab.page().locator("a[href$='" + id + "']").waitFor();
    tab.page().waitForFunction("() => document.activeElement.id === 'main'");
    tabTo("a[href$='" + id + "']");
    press("Enter");
    tab.button("Cancel…").waitFor();
    tab.page().waitForFunction("() => document.activeElement.id === 'main'");

    tabTo("main .head button");
    press("Enter");
    tab.page().locator("dialog[open]").waitFor();
    assertThat(isFocused("dialog[open] *")).isTrue();
    for (int tabs = 0; tabs < 12; tabs++) {
      press("Tab");
      // Chromium's own controls, which a headless one does not have, come after the last of a
      // dialog
      assertThat(isFocused("dialog[open] *, body")).as("after %s tabs", tabs).isTrue();
    }
    press("Escape");
    tab.page().locator("dialog").waitFor(detached());
    assertThat(isFocused("main .head button")).as("the button has the focus again").isTrue();
    assertFocus();
    assertThat(jobs.get(id).get("state").asString()).isEqualTo("RUNNING");

    press("Enter");
    tab.page().locator("dialog[open]").waitFor();
    tabTo("dialog[open] button.danger");
    press("Enter");
    tab.page().locator("dialog").waitFor(detached());
    assertFocus();
    jobs.await(id, "CANCELLED");
    tab.button("Cancel…").waitFor(detached());
    tab.page().waitForFunction("() => document.activeElement !== document.body");
    assertFocus();
  }

  @Test
  void aJobIsSubmittedByAForm() {
    tab.signIn("writer", "/console/types");
    tab.page().locator("tr[data-type=countdown] a").waitFor();
    tabTo("tr[data-type=countdown] a");
    press("Enter");
    tab.page().locator("[data-path='payload.name']").waitFor();
    tabTo("[data-path='payload.name']");
    tab.page().keyboard().type("K");
    press("Tab");
    tab.page().keyboard().type("never");
    press("Enter");
    tab.page().locator("form .problem").waitFor();
    assertThat(isFocused("[data-path='payload.delay']")).as("the field that is wrong").isTrue();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));
    press("Control+a");
    tab.page().keyboard().type("1ms");
    tabTo("form button.primary");
    press("Enter");
    tab.page().locator(".done a").waitFor();
    assertThat(isFocused("form button.primary")).isTrue();
    pressShiftTabTo(".done a");
    String id = (String) tab.page().evaluate("() => document.activeElement.textContent");
    press("Enter");
    tab.page().waitForURL("**/console/jobs/" + id);
    jobs.await(id, "SUCCEEDED");
  }

  @Test
  void aRefusalLeavesTheFocusInTheDialog() {
    tab.signIn("admin", "/console/lanes");
    tab.page().locator("section.lane button").first().waitFor();
    tabTo("section.lane:has-text('thread-pool') .buttons button:last-child");
    press("Enter");
    tab.page().locator("dialog[open] input").waitFor();
    assertThat(isFocused("dialog[open] input")).isTrue();
    press("Control+a");
    tab.page().keyboard().type("99999999");
    press("Enter");
    tab.page().locator("dialog .problem").waitFor();
    assertThat(isFocused("dialog[open] *")).isTrue();
    assertFocus();
    assertThat(tab.takeTroubles()).hasSize(1).allMatch(trouble -> trouble.contains("400"));
  }

  @Test
  void everyStopOfAPageIsVisible() {
    tab.signInToStay(ConsoleNode.key("admin"), "/console");
    for (String path :
        List.of("/console", "/console/jobs", "/console/loops", "/console/schedules")) {
      tab.open(path);
      tab.page().locator("main h1").first().waitFor(attached());
      tab.page().waitForFunction("() => document.activeElement.id === 'main'");
      for (int tabs = 0; tabs < MOST_TABS; tabs++) {
        tab.page().keyboard().press("Tab");
        if (isFocused("body, .brand, .skip")) {
          break; // after the last one
        }
        assertFocus();
      }
    }
  }

  @Test
  void theDoorHasTheFocusAfterSigningOut() {
    tab.signIn("reader", "/console");
    tab.page().waitForFunction("() => document.activeElement.id === 'main'");
    pressShiftTabTo(".who button");
    press("Enter");
    tab.page().locator("input[name=key]").waitFor();
    tab.page().waitForFunction("() => document.activeElement.name === 'key'");
    assertFocus();
  }

  private void press(String key) {
    tab.page().keyboard().press(key);
  }

  private void tabTo(String selector) {
    pressUntil("Tab", selector);
  }

  private void pressShiftTabTo(String selector) {
    pressUntil("Shift+Tab", selector);
  }

  private void pressUntil(String key, String selector) {
    for (int tabs = 0; tabs < MOST_TABS; tabs++) {
      press(key);
      if (isFocused(selector)) {
        assertFocus();
        return;
      }
    }
    throw new AssertionError("not reached by " + key + ": " + selector);
  }

  private boolean isFocused(String selector) {
    // Playwright's selectors, such as has-text
    return (boolean)
        tab.page().locator(selector).evaluateAll("(all) => all.includes(document.activeElement)");
  }

  private void assertFocus() {
    assertThat(tab.page().evaluate(FAULT)).isEqualTo("");
  }

  private static Locator.WaitForOptions attached() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED);
  }

  private static Locator.WaitForOptions detached() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED);
  }
}
