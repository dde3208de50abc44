package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A test in JavaScript that should fail does. */
class ScriptTestsTest {

  private static final ScriptTests SCRIPTS = new ScriptTests();
  private static final String IMPORT =
      "import {equal, test} from '%s';\n"
          .formatted(Path.of("src/test/console/harness.js").toAbsolutePath().toUri());

  @TempDir Path folder;

  @AfterAll
  static void close() {
    SCRIPTS.close();
  }

  private List<DynamicTest> tests(String text) throws Exception {
    Files.writeString(folder.resolve("a.test.js"), IMPORT + text);
    return SCRIPTS.of(folder).stream()
        .flatMap(file -> ((DynamicContainer) file).getChildren())
        .map(DynamicTest.class::cast)
        .toList();
  }

  @Test
  void whatHoldsPasses() throws Throwable {
    List<DynamicTest> tests =
        tests("test('a', () => equal(1 + 1, 2)); test('b', async () => equal(await 1, 1));");

    assertThat(tests).extracting(DynamicTest::getDisplayName).containsExactly("a", "b");
    for (DynamicTest test : tests) {
      test.getExecutable().execute();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          test('a', () => equal(1, 2));                     | expected 2, but was 1
          test('a', async () => equal(await 1, 2));         | expected 2, but was 1
          test('a', () => Promise.reject('late'));          | late
          test('a', () => new Promise(() => {}));           | it has ended
          test('a', () => missing());                       | missing is not defined
          test('a', () => Java.type('java.lang.System'));   | Java is not defined
          test('a', () => load('elsewhere.js'));            |
          const a = 1;                                      | it has no tests
          const a = ;                                       | it cannot be loaded
          import {b} from './missing.js';                   | it cannot be loaded
          import {missing} from './a.test.js';              | it cannot be loaded
          throw new Error('broken');                        | it cannot be loaded
          """)
  void whatDoesNotHoldFails(String text, String message) throws Exception {
    List<DynamicTest> tests = tests(text);

    assertThat(tests).hasSize(1);
    assertThatThrownBy(() -> tests.getFirst().getExecutable().execute())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message == null ? "" : message);
  }

  @Test
  void eachFileHasAContextOfItsOwn() throws Exception {
    Files.writeString(folder.resolve("b.test.js"), IMPORT + "test('b', () => equal(1, 1));");
    Files.writeString(folder.resolve("other.js"), "export const a = 1;");

    List<DynamicTest> tests = tests("globalThis.shared = 1;\ntest('a', () => {});");

    assertThat(tests).extracting(DynamicTest::getDisplayName).containsExactly("a", "b");
  }
}
