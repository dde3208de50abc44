package io.jobwheel.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The chart of a group: its height, its parts, the keyboard, and very many jobs. */
class GanttBrowserIT extends GroupBrowserTestCase {

  @Test
  void theHeightOfTheChartIsTheConcurrency() {
    String sequential = finished(COUNTDOWNS.formatted("sequential", 300, 240, 150));
    show("admin", sequential);
    assertThat(tab.page().locator(".gantt .lane-name")).hasText("sequential: one at once");
    assertThat(rowsOfBars()).containsExactly(23, 23, 23);
    assertThat(tab.page().locator(".gantt-summary").innerText())
        .startsWith("3 jobs")
        .endsWith(": 1 at a time");
    tab.assertAccessible();
    tab.takePictures("group-sequential");

    String eventLoop = finished(COUNTDOWNS.formatted("event-loop", 300, 240, 150));
    tab.page().getByLabel("Pages").getByText("Groups").click();
    tab.page().getByLabel("Id of a group").fill(eventLoop);
    tab.button("Open").click();
    assertThat(tab.page().locator(".gantt .lane-name")).hasText("event-loop: 3 at once");
    assertThat(rowsOfBars()).containsExactly(23, 49, 75);
    tab.takePictures("group-event-loop");
  }

  @Test
  void aPartIsChosenByThePointerAndByNumbers() {
    show("reader", finished(COUNTDOWNS.formatted("event-loop", 900, 600, 300)));
    Locator from = tab.page().getByLabel("Shown from, in seconds");
    assertThat(from).hasValue("0");

    BoundingBox box = tab.page().locator(".gantt .tracks svg").boundingBox();
    tab.page().mouse().move(box.x + box.width / 2, box.y + 30);
    tab.page().mouse().down();
    tab.page().mouse().move(box.x + box.width - 20, box.y + 40);
    tab.page().mouse().up();
    assertThat(from).not().hasValue("0");
    assertThat(Double.parseDouble(from.inputValue())).isBetween(1.2, 1.7);
    assertThat(tab.page().locator(".gantt .tracks a")).hasCount(2);
    assertThat(tab.page().url()).as("a drag opens no job").contains("/console/groups/");

    tab.button("Show all").click();
    assertThat(from).hasValue("0");
    from.fill("2.3");
    from.press("Tab");
    assertThat(tab.page().locator(".gantt .tracks a")).hasCount(1);
    assertThat(tab.button("Show all")).isEnabled();
    from.fill("99");
    from.press("Tab");
    assertThat(from).hasValue("2.3");
  }

  @Test
  void barsAreReachedByTheKeyboard() {
    show("reader", finished(COUNTDOWNS.formatted("event-loop", 90, 60, 30)));
    tab.page().locator(".gantt .tracks a[tabindex='0']").focus();
    assertThat(focused()).startsWith("A: ran ");

    tab.page().keyboard().press("ArrowDown");
    tab.page().waitForFunction("() => document.activeElement.ariaLabel.startsWith('B: ran ')");
    tab.page().keyboard().press("Enter");
    tab.page().waitForURL("**/console/jobs/*");
  }

  @Test
  void theChartIsThereAsATable() {
    show("reader", finished(COUNTDOWNS.formatted("thread-pool", 90, 60, 30)));
    tab.page().getByText("As a table").click();
    assertThat(tab.page().locator(".as-table tbody tr")).hasCount(3);
    tab.assertAccessible();
  }

  @Test
  void tenThousandJobsAreShownWithinASecondWithFewElements() {
    String jobs =
        IntStream.range(0, 10_000)
            .mapToObj(index ->
                "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"%dms\"}}"
                    .formatted(index % 300))
            .collect(Collectors.joining(","));
    String id = submitted("{\"mode\":\"event-loop\",\"jobs\":[%s]}".formatted(jobs));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> group(id).path("state").asString().equals("SUCCEEDED"));
    tab.page()
        .addInitScript(
            """
            new MutationObserver(() => {
              if (!window.paintedAt && document.querySelector('.gantt .tracks a')) {
                requestAnimationFrame(() => { window.paintedAt ||= performance.now(); });
              }
            }).observe(document, {childList: true, subtree: true});
            """);
    show("reader", id);
    Number millis =
        (Number)
            tab.page()
                .waitForFunction(
                    """
                    () => window.paintedAt && window.paintedAt - performance.getEntriesByType('resource')
                      .find((each) => each.name.includes('?include=')).responseEnd
                    """)
                .jsonValue();
    assertThat(millis.doubleValue()).as("milliseconds after the response").isLessThan(1000);
    assertThat(tab.page().locator(".gantt svg *").count()).isLessThan(2000);
    assertThat(tab.page().locator("main tr").count()).isLessThan(200);
  }

  private String focused() {
    return String.valueOf(tab.page().evaluate("() => document.activeElement.ariaLabel"));
  }
}
