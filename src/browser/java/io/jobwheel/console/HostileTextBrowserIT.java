package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page with text that clients and handlers wrote to deceive: markup, marks of direction,
 * control characters, and a result of a megabyte in one line.
 */
class HostileTextBrowserIT extends BrowserTestCase {

  /** Whatever a page may not have after it was drawn with hostile text. */
  private static final String FAULTS =
      """
      () => {
        const invisible =
          /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]/;
        const faults = [];
        for (const each of document.querySelectorAll('*')) {
          if (each.matches('img:not(.picture), iframe, object, embed, body script, [srcdoc]')) {
            faults.push('an element ' + each.outerHTML.slice(0, 200));
          }
          for (const {name, value} of each.attributes) {
            if (name.startsWith('on') || /^\\s*javascript:/i.test(value) || invisible.test(value)) {
              faults.push(`an attribute ${name} of ${each.tagName}: ${escape(value.slice(0, 200))}`);
            }
          }
        }
        const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
          if (invisible.test(text.data)) {
            faults.push(`a text in ${text.parentElement.outerHTML.slice(0, 100)}: ${escape(text.data.slice(0, 200))}`);
          }
        }
        const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
        return excess > 0 ? [...faults, `${excess} pixels too wide at ${innerWidth}`] : faults;
      }
      """;

  private static final String IS_SHOWN =
      """
      (text) => document.querySelector('main').textContent.includes(text)
        || [...document.querySelectorAll('main [title]')].some((each) => each.title.includes(text))
      """;

  private static final Pattern ROUTE = Pattern.compile("pattern: '([^']+)'");

  @TempDir static Path keys;

  private final TestTokens tokens = TestTokens.issuer();
  private final TestServer server = HostileJobs.server();
  private final String token = tokens.token(HostileJobs.TEXT, "jobs:read jobs:write jobs:admin");
  private HostileJobs jobs;

  @Override
  List<String> arguments() {
    List<String> arguments = new ArrayList<>(HostileJobs.arguments());
    try {
      arguments.add(tokens.argument(keys));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    arguments.add("--spring.security.oauth2.resourceserver.jwt.audiences=jobwheel");
    return arguments;
  }

  @BeforeAll
  void submit() {
    jobs = HostileJobs.submit(node, token, server);
  }

  @AfterAll
  void closeServer() {
    server.close();
  }

  /** The pages of each pattern of {@code routes.js}, and whether the text is on them. */
  private Map<String, Map<String, Boolean>> pages() {
    String markup = HostileJobs.encoded();
    Map<String, Map<String, Boolean>> pages = new LinkedHashMap<>();
    pages.put("/", Map.of("", true));
    pages.put(
        "/jobs", Map.of("/jobs", true, "/jobs?type=" + markup + "&schedule=" + markup, false));
    pages.put(
        "/jobs/:id",
        Map.of(
            "/jobs/" + jobs.failed(), true,
            "/jobs/" + jobs.big(), true,
            "/jobs/" + markup, true));
    pages.put("/groups", Map.of("/groups", false));
    pages.put("/groups/:id", Map.of("/groups/" + jobs.group(), true));
    pages.put("/schedules", Map.of("/schedules", true));
    pages.put("/schedules/:name", Map.of("/schedules/" + HostileJobs.SCHEDULE, true));
    pages.put("/types", Map.of("/types", false));
    pages.put("/types/:name", Map.of("/types/command", true, "/types/" + markup, true));
    pages.put("/lanes", Map.of("/lanes", false));
    pages.put("/loops", Map.of("/loops", false));
    pages.put("/operations", Map.of("/operations", true));
    pages.put("/operations/:id", Map.of("/operations/" + jobs.operation(), true));
    pages.put("/pauses", Map.of("/pauses", true));
    pages.put("/limits", Map.of("/limits", true));
    pages.put("/webhooks", Map.of("/webhooks", false));
    pages.put("/compare", Map.of("/compare", false));
    pages.put("/compare/:id", Map.of("/compare/" + jobs.comparison(), true));
    return pages;
  }

  @Test
  void everyPageShowsItAsText() throws IOException {
    assertThat(pages().keySet())
        .as("the pages of the console")
        .containsExactlyElementsOf(
            ROUTE
                .matcher(Files.readString(Path.of("src/main/console/routes.js")))
                .results()
                .map(match -> match.group(1))
                .toList());
    List<String> faults = new ArrayList<>();
    tab.page()
        .onDialog(dialog -> {
          faults.add(tab.page().url() + ": a dialog " + dialog.message());
          dialog.dismiss();
        });
    tab.signInToStay(token, "/console");
    pages().values().forEach(some -> some.forEach((path, isThere) -> look(path, isThere, faults)));

    assertThat(faults).isEmpty();
    assertThat(tab.takeTroubles())
        .as("only those of the page of a job that does not exist")
        .allMatch(trouble ->
            trouble.matches("(?s).*status of 40[04].*" + "/api/v1/(jobs|groups)/%E2%80%AE.*"));
  }

  private void look(String path, boolean isThere, List<String> faults) {
    tab.open("/console" + path);
    Locator main = tab.page().locator("main");
    main.locator("h1").first().waitFor();
    try {
      tab.page()
          .waitForFunction(
              isThere ? IS_SHOWN : "() => document.querySelector('main :is(table, section, form)')",
              HostileJobs.SHOWN,
              new Page.WaitForFunctionOptions().setTimeout(5000));
    } catch (TimeoutError e) {
      faults.add("%s: not shown: %.1500s".formatted(path, main.innerText()));
    }
    check(path, faults);
    tab.page().setViewportSize(360, ConsoleTab.HEIGHT);
    check(path, faults);
    tab.page().setViewportSize(ConsoleTab.WIDTH, ConsoleTab.HEIGHT);
    Locator actions = main.locator("button").getByText(Pattern.compile("…$"));
    for (int action = 0; action < Math.min(actions.count(), 8); action++) {
      if (actions.nth(action).isVisible()) {
        actions.nth(action).click();
        tab.page().locator("dialog[open]").waitFor();
        check(path + " dialog " + action, faults);
        tab.page().keyboard().press("Escape");
        tab.page()
            .locator("dialog")
            .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
      }
    }
  }

  private void check(String path, List<String> faults) {
    ((List<?>) tab.page().evaluate(FAULTS)).forEach(fault -> faults.add(path + ": " + fault));
  }
}
