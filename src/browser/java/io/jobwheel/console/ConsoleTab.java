package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** A tab with the console. Each wait for something on the page ends after ten seconds. */
final class ConsoleTab implements AutoCloseable {

  /** The usual width in pixels. */
  static final int WIDTH = 1280;

  /** The usual height in pixels. */
  static final int HEIGHT = 900;

  private static final int GALLERY_HEIGHT = 800;
  private static final int NARROW = 360;
  private static final double WAIT_MILLIS = 10_000;
  private static final Path SCREENS = Path.of("target/console/screens");
  private static final Path FAILURES = Path.of("target/console/failures");
  private static final Set<String> GRAVE = Set.of("serious", "critical");

  private final BrowserContext context;
  private final ConsoleNode node;
  private final Page page;
  private final PageRecorder recorder;

  ConsoleTab(BrowserContext context, ConsoleNode node) {
    this.context = context;
    this.node = node;
    context.setDefaultTimeout(WAIT_MILLIS);
    page = context.newPage();
    recorder = new PageRecorder(page);
  }

  /** Returns the page, for what this class has no method for. */
  Page page() {
    return page;
  }

  /** Opens a path such as {@code /console/jobs}, and returns the response. */
  Response open(String path) {
    return Objects.requireNonNull(page.navigate(node.url(path)), path);
  }

  /** Opens a path and enters the key of that name, which the console asks for. */
  void signIn(String name, String path) {
    open(path);
    enter(ConsoleNode.key(name), false);
  }

  /** The same with any key or token, which stays while other paths are opened. */
  void signInToStay(String key, String path) {
    open(path);
    enter(key, true);
  }

  private void enter(String key, boolean isKept) {
    Locator field = page.locator("input[name=key]");
    field.fill(key);
    page.locator("input[name=keep]").setChecked(isKept);
    button("Open").click();
    field.waitFor(
        new Locator.WaitForOptions()
            .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));
  }

  /** Returns the button with exactly that name. */
  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Returns what went wrong so far, and forgets it: for tests that expect trouble. */
  List<String> takeTroubles() {
    // events that the page has not dispatched yet, such as those of violations, come before a timer
    page.evaluate("() => new Promise((resume) => setTimeout(resume))");
    return recorder.take();
  }

  /**
   * Fails if something went wrong: an error, a request without response, a violation of the CSP.
   */
  void assertNoTroubles() {
    assertThat(takeTroubles()).as("troubles of %s", page.url()).isEmpty();
  }

  /** Fails if axe finds something serious or critical, in light or dark. */
  void assertAccessible() {
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
      show(scheme);
      List<String> grave =
          new AxeBuilder(page)
              .analyze().getViolations().stream()
                  .filter(rule -> GRAVE.contains(rule.getImpact()))
                  .map(ConsoleTab::describe)
                  .toList();
      assertThat(grave).as("%s in %s", page.url(), scheme).isEmpty();
    }
    show(ColorScheme.LIGHT);
  }

  private static String describe(Rule rule) {
    return "%s: %s %s"
        .formatted(
            rule.getId(),
            rule.getHelp(),
            rule.getNodes().stream().map(node -> node.getTarget() + " " + node.getHtml()).toList());
  }

  private void show(ColorScheme scheme) {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
  }

  /**
   * Takes pictures of the whole page: {@code target/console/screens/NAME-light.png}, {@code -dark}
   * and, 360 pixels wide, {@code -narrow}. Fails if the narrow page scrolls sideways.
   */
  void takePictures(String name) {
    show(ColorScheme.DARK);
    takePicture(name + "-dark");
    show(ColorScheme.LIGHT);
    takePicture(name + "-light");
    page.setViewportSize(NARROW, HEIGHT);
    assertNotScrolledSideways();
    takePicture(name + "-narrow");
    page.setViewportSize(WIDTH, HEIGHT);
  }

  /**
   * Takes pictures of the window, 1280 by 800: {@code NAME-light.png} and {@code NAME-dark.png}.
   */
  void takeWindow(String name) {
    page.setViewportSize(WIDTH, GALLERY_HEIGHT);
    for (ColorScheme scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
      show(scheme);
      String file = "%s-%s.png".formatted(name, scheme.name().toLowerCase(Locale.ROOT));
      page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(file)));
    }
    page.setViewportSize(WIDTH, HEIGHT);
  }

  private void takePicture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setFullPage(true).setPath(SCREENS.resolve(name + ".png")));
  }

  /** Keeps the content and a picture of the page: {@code target/console/failures/NAME.*}. */
  void keep(String name) {
    try {
      Files.createDirectories(FAILURES);
      Files.writeString(FAILURES.resolve(name + ".html"), page.content());
      page.screenshot(new Page.ScreenshotOptions().setPath(FAILURES.resolve(name + ".png")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if the page is wider than its window. */
  void assertNotScrolledSideways() {
    Object excess =
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(excess).as("pixels that %s is too wide", page.url()).isEqualTo(0);
  }

  @Override
  public void close() {
    context.close();
  }
}
