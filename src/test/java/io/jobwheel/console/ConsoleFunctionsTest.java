package io.jobwheel.console;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** The console's functions that need no browser, by the tests of src/test/console. */
class ConsoleFunctionsTest {

  private static final ScriptTests SCRIPTS = new ScriptTests();

  @AfterAll
  static void close() {
    SCRIPTS.close();
  }

  @TestFactory
  List<DynamicNode> functions() {
    return SCRIPTS.of(Path.of("src/test/console"));
  }
}
