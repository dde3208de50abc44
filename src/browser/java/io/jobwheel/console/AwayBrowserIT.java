package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Pages whose node goes away and comes back on the same port, and hidden pages. */
class AwayBrowserIT extends BrowserTestCase {

  /** In milliseconds: several periods of what a page asks for. */
  private static final double WHILE = 6000;

  private final int port = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> arguments() {
    return List.of("--server.port=" + port);
  }

  @Test
  void thePagesSaySinceWhenTheyAreStaleAndRecover() throws IOException {
    String id = new ConsoleJobs(node).countdown("1h");
    tab.signIn("reader", "/console");
    tab.page().locator(".verdict").waitFor();
    mark(tab);
    try (ConsoleTab job = anotherTab()) {
      job.signIn("writer", "/console/jobs/" + id);
      job.page().locator(".badge.running").first().waitFor();
      mark(job);

      node.close();
      stale(tab).waitFor();
      stale(job).waitFor();
      assertThat(stale(tab).innerText()).contains("stale since");
      assertThat(tab.page().locator(".verdict").isVisible()).as("what was known stays").isTrue();
      assertThat(tab.takeTroubles()).allMatch(AwayBrowserIT::isAbsence);

      startAgain();
      stale(tab).waitFor(detached());
      stale(job).waitFor(detached());
      OpenDialog.of(job, "Cancel").confirm();
      job.page().locator("main > p .badge.cancelled").waitFor();
      assertThat(isMarked(tab) && isMarked(job)).as("nothing was reloaded").isTrue();
      assertThat(job.takeTroubles()).allMatch(AwayBrowserIT::isAbsence);
    }
    assertThat(tab.takeTroubles()).allMatch(AwayBrowserIT::isAbsence);
  }

  @Test
  void aHiddenTabMakesNoCalls() {
    tab.signIn("reader", "/console");
    tab.page().locator(".verdict").waitFor();
    AtomicInteger calls = new AtomicInteger();
    tab.page().onRequest(_ -> calls.incrementAndGet());
    tab.page().waitForTimeout(WHILE);
    assertThat(calls.getAndSet(0)).as("calls in 6 s of a visible tab").isBetween(1, 6);

    setHidden(true);
    tab.page().waitForTimeout(WHILE);
    assertThat(calls.get()).as("calls of a hidden tab").isZero();

    tab.page().waitForRequest("**/api/v1/**", () -> setHidden(false));
  }

  private void setHidden(boolean isHidden) {
    tab.page()
        .evaluate(
            """
            (hidden) => {
              Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true});
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """,
            isHidden);
  }

  private static boolean isAbsence(String trouble) {
    return trouble.contains("ERR_CONNECTION") || trouble.contains("ERR_INCOMPLETE");
  }

  private static Locator stale(ConsoleTab tab) {
    return tab.page().locator(".stale");
  }

  private static void mark(ConsoleTab tab) {
    tab.page().evaluate("() => { window.isMarked = true; }");
  }

  private static boolean isMarked(ConsoleTab tab) {
    return (boolean) tab.page().evaluate("() => window.isMarked === true");
  }

  private static Locator.WaitForOptions detached() {
    // a page asks every ten seconds at least
    return new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED).setTimeout(20_000);
  }
}
