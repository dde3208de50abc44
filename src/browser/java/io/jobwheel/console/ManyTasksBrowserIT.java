package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import io.jobwheel.api.ApiClient;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console of a node whose loops have ten thousand live tasks. */
class ManyTasksBrowserIT extends BrowserTestCase {

  private static final int TASKS = 10_000;
  private static final int MOST_ROWS = 1000;

  /**
   * Resolves with the milliseconds from the end of an answer to the frame after the page has a text
   * of it. A frame is painted before the second callback of it.
   */
  private static final String PAINT =
      """
      ([text, path]) => new Promise((resolve) => {
        const look = () => {
          if (document.querySelector('main')?.textContent.includes(text)) {
            requestAnimationFrame(() => requestAnimationFrame(() => {
              const answers = performance.getEntriesByType('resource').filter((each) => each.name.includes(path));
              resolve(performance.now() - answers[0].responseEnd);
            }));
          } else {
            requestAnimationFrame(look);
          }
        };
        look();
      })
      """;

  @BeforeAll
  void submit() {
    String job =
        """
        {"type":"countdown","payload":{"name":"A","delay":"1h"},"mode":"event-loop"}\
        """;
    var response =
        node.post(
            "/api/v1/jobs:batch", "[" + String.join(",", Collections.nCopies(TASKS, job)) + "]");
    assertThat(response.statusCode()).isEqualTo(202);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            ApiClient.json(node.get("/api/v1/loops?tasks=1"))
                    .get("items")
                    .valueStream()
                    .mapToInt(loop -> loop.get("tasks").asInt())
                    .sum()
                >= TASKS);
  }

  @Test
  void theLoopsArePaintedWithinASecondAndAWindowAtATime() {
    tab.signIn("reader", "/console/loops");
    assertThat(paint("younger tasks are not listed", "/api/v1/loops")).isLessThan(1000);
    assertThat(rows()).isLessThan(MOST_ROWS);

    tab.button("List up to 10,000").first().click();
    assertThat(paint("1 to 200 of ", "tasks=10000")).isLessThan(1000);
    assertThat(rows()).isLessThan(MOST_ROWS);
    tab.button("Later").first().click();
    tab.page().getByText("201 to 400 of ").first().waitFor();
    assertThat(rows()).isLessThan(MOST_ROWS);
    tab.page().getByLabel("Find a task, a job or a place in the code").fill("no such task");
    tab.page().getByText("No task matches.").first().waitFor();
    tab.assertAccessible();
  }

  @Test
  void theOtherPagesStayUsable() {
    tab.signIn("reader", "/console");
    tab.page()
        .locator("tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText("event-loop"))
        .getByText("10,000 of 20,000")
        .waitFor();
    assertThat(paint("10,000 of 20,000", "/api/v1/nodes")).isPositive();
    tab.page().locator("nav").getByText("Jobs").click();
    Locator jobs = tab.page().locator(".badge.running");
    jobs.first().waitFor();
    assertThat(paint("RUNNING", "/api/v1/jobs?limit")).isLessThan(1000);
    assertThat(rows()).isBetween(50, 100);
    tab.page().locator("a[rel=next]").click();
    tab.page().waitForURL("**cursor=*");
    jobs.first().waitFor();
  }

  private double paint(String text, String path) {
    return ((Number) tab.page().evaluate(PAINT, new Object[] {text, path})).doubleValue();
  }

  private int rows() {
    return tab.page().locator("tbody tr").count();
  }
}
