package io.jobwheel.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The base of tests of the console in a browser. The tests of a class share a node and a browser,
 * and each has a tab of its own, in which nothing may go wrong until the test ends.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FailureRecorder.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class BrowserTestCase {

  ConsoleNode node;
  ConsoleTab tab;
  Path folder;
  private HeadlessChromium browser;

  /** Returns further arguments of the node. */
  List<String> arguments() {
    return List.of();
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    this.folder = folder;
    node = ConsoleNode.start(folder, arguments());
    browser = HeadlessChromium.open();
  }

  @AfterAll
  void stop() {
    try {
      if (browser != null) browser.close();
    } finally {
      if (node != null) node.close();
    }
  }

  @BeforeEach
  void openTab() {
    tab = browser.tab(node);
  }

  @AfterEach
  void closeTab() {
    try {
      tab.assertNoTroubles();
    } finally {
      tab.close();
    }
  }

  /** Starts the node, which has been closed, again on its store. */
  void startAgain() throws IOException {
    node = ConsoleNode.start(folder, arguments());
  }

  /** Opens a further tab, with storage of its own; the test closes it. */
  ConsoleTab anotherTab() {
    return browser.tab(node);
  }
}
