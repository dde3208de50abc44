package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every page with the jobs of a small shop: how it looks, and what it offers to whom. */
class GalleryBrowserIT extends BrowserTestCase {

  /** Whether a page has the values that it asks for one after the other. */
  private static final String COMPLETE =
      """
      () => ![...document.querySelectorAll('main td, main p, .card b')]
        .some((each) => ['…', 'Loading…'].includes(each.textContent.trim()))
        && ![...document.querySelectorAll('.card')].some((each) => /^\\s*–\\s.* a second/.test(each.textContent))
      """;

  /** Buttons that only choose what is shown. */
  private static final Pattern LOOK =
      Pattern.compile(
          "Find|Open|Add an (?:entry|item)|Hold the picture|Show all|As completed|As submitted|Follow the end|Download.*|Copy.*|JSON|Form"
              + "|Clear.*|Page|SCHEDULED|BLOCKED|QUEUED|RUNNING|SUCCEEDED|FAILED|CANCELLED|Select all.*");

  /** The modes are choices of a filter. */
  private static final Pattern MODE =
      Pattern.compile("sequential|event-loop|thread-pool|virtual-threads|process-pool");

  private final TestServer server = ShopNode.server();
  private ShopNode shop;

  /**
   * A page.
   *
   * @param text what is there when the page is complete
   * @param writer the actions that a writer is offered; a reader is offered none
   * @param admin those that an admin is offered besides
   */
  private record Shown(
      String name, String path, String text, List<String> writer, List<String> admin) {}

  @Override
  List<String> arguments() {
    return ShopNode.arguments();
  }

  @BeforeAll
  void fill() {
    shop = ShopNode.fill(node, server);
  }

  @AfterAll
  void closeServer() {
    server.close();
  }

  private static Shown shown(String name, String path, String text, String writer, String admin) {
    return new Shown(name, path, text, words(writer), words(admin));
  }

  private static List<String> words(String text) {
    return Stream.of(text.split(",")).map(String::strip).filter(word -> !word.isEmpty()).toList();
  }

  private List<Shown> pages() {
    String lane = "Pause…, Resize…";
    return List.of(
        shown("now", "", "200", "", ""),
        shown("jobs", "/jobs", "SUCCEEDED", "", "Count them…"),
        shown("job-running", "/jobs/" + shop.running(), "price checked", "Cancel…", ""),
        shown("job-failed", "/jobs/" + shop.failed(), "no space left", "Redrive…", "Delete…"),
        shown("job-waiting", "/jobs/" + shop.waiting(), "reminder-4711", "Cancel…", ""),
        shown("groups", "/groups", "COMPLETED", "", ""),
        shown("group", "/groups/" + shop.group(), "Over time", "Redeliver…", ""),
        shown("schedules", "/schedules", ShopNode.NIGHTLY, "New schedule…", ""),
        shown(
            "schedule",
            "/schedules/" + ShopNode.NIGHTLY,
            "TRIGGER",
            "Pause…, Trigger…, Backfill…, Edit…, Delete…",
            ""),
        shown(
            "schedule-paused",
            "/schedules/" + ShopNode.PAUSED,
            "The supplier is closed.",
            "Resume…, Trigger…, Backfill…, Edit…, Delete…",
            ""),
        shown("types", "/types", "countdown", "", ""),
        shown("type", "/types/http", "Slowest", "Submit job", "Resume…"),
        shown(
            "lanes",
            "/lanes",
            "thread-pool",
            "",
            lane + ", " + lane + ", " + lane + ", Pause…, Pause…"),
        shown("loops", "/loops", "Live tasks", "", ""),
        shown("operations", "/operations", "CANCEL", "", ""),
        shown(
            "operation",
            "/operations/" + shop.operation(),
            "left at this rate",
            "",
            "Pause…, Cancel…"),
        shown("pauses", "/pauses", "importer", "", "Pause…, Resume…, Change…, Resume…, Change…"),
        shown("limits", "/limits", "supplier", "", "New limit…, Edit…, Delete…, Edit…, Delete…"),
        shown("webhooks", "/webhooks", "webhook-gone", "Redeliver…, Redeliver…", ""),
        shown("compare", "/compare", "COMPLETED", "Compare…", ""),
        shown("comparison", "/compare/" + shop.comparison(), "What was run", "Delete…", ""));
  }

  @Test
  void everyPageIsPicturedAndOffersAnAdminAllActions() {
    List<String> differences = new ArrayList<>();
    tab.signInToStay(ConsoleNode.key("admin"), "/console");
    for (Shown page : pages()) {
      open(tab, page);
      compareOffers(tab, "admin", page, differences);
      tab.page().waitForFunction(COMPLETE);
      tab.takeWindow("gallery-" + page.name());
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void aKeyIsOfferedWhatItMayDo() {
    List<String> differences = new ArrayList<>();
    for (String key : List.of("reader", "writer")) {
      try (ConsoleTab its = anotherTab()) {
        its.signInToStay(ConsoleNode.key(key), "/console");
        for (Shown page : pages()) {
          open(its, page);
          compareOffers(its, key, page, differences);
        }
        its.assertNoTroubles();
      }
    }
    assertThat(differences).isEmpty();
  }

  private static void compareOffers(
      ConsoleTab tab, String key, Shown page, List<String> differences) {
    List<String> expected = new ArrayList<>();
    if (!key.equals("reader")) expected.addAll(page.writer());
    if (key.equals("admin")) expected.addAll(page.admin());
    List<String> offered = awaitOffered(tab, expected);
    if (!offered.equals(expected.stream().sorted().toList())) {
      differences.add("%s on %s: %s instead of %s".formatted(key, page.name(), offered, expected));
    }
  }

  private static void open(ConsoleTab tab, Shown page) {
    tab.open("/console" + page.path());
    tab.page().locator("main").getByText(page.text()).locator("visible=true").first().waitFor();
  }

  /**
   * Some come with a later answer; those that are too many are found as well, but without a wait.
   */
  private static List<String> awaitOffered(ConsoleTab tab, List<String> expected) {
    Locator buttons = tab.page().locator("main button");
    for (int tries = 0; tries < 15; tries++) {
      if (offered(buttons).size() >= expected.size()) {
        break;
      }
      tab.page().waitForTimeout(200);
    }
    return offered(buttons);
  }

  private static List<String> offered(Locator buttons) {
    return buttons.allTextContents().stream()
        .map(text -> text.strip().replaceAll("\\s+", " "))
        .filter(text -> !LOOK.matcher(text).matches() && !MODE.matcher(text).matches())
        .sorted()
        .toList();
  }
}
