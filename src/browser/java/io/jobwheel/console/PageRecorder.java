package io.jobwheel.console;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Records what goes wrong in a page: errors and warnings on its console, exceptions, requests
 * without a response, and violations of its Content-Security-Policy.
 */
final class PageRecorder {

  private static final String VIOLATION = "securitypolicyviolation: ";

  // a violation is an error on the console, with what Chromium's own message does not have
  private static final String REPORT_VIOLATIONS =
      """
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error('%s' + event.effectiveDirective + ' ' + event.blockedURI + ' '
          + event.sourceFile + ':' + event.lineNumber + ' ' + event.sample));
      """
          .formatted(VIOLATION);

  // a page that is left, or a stream that is closed
  private static final String ABORTED = "net::ERR_ABORTED";

  private final List<String> troubles = new ArrayList<>();

  /** Records the page from now on. Call it before the page is opened. */
  PageRecorder(Page page) {
    page.addInitScript(REPORT_VIOLATIONS);
    page.onConsoleMessage(this::onMessage);
    page.onPageError(error -> troubles.add("exception: " + error));
    page.onRequestFailed(this::onFailure);
  }

  private void onMessage(ConsoleMessage message) {
    // the console asks without a key first; Chromium reports the answer 401 as an error
    boolean isFirstQuestion =
        message.location().contains("/api/v1/access") && message.text().contains("status of 401");
    if (List.of("error", "warning").contains(message.type()) && !isFirstQuestion) {
      troubles.add("%s: %s (%s)".formatted(message.type(), message.text(), message.location()));
    }
  }

  private void onFailure(Request request) {
    if (!ABORTED.equals(request.failure())) {
      troubles.add("no response: %s %s".formatted(request.url(), request.failure()));
    }
  }

  /** Returns what went wrong so far, and forgets it. */
  List<String> take() {
    List<String> all = List.copyOf(troubles);
    troubles.clear();
    return all;
  }
}
