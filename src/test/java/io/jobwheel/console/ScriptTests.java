package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs tests that are written in JavaScript, in files named {@code *.test.js}; see
 * src/test/console/harness.js. Each file has a context of its own, which can read files and do
 * nothing else outside of it.
 */
final class ScriptTests implements AutoCloseable {

  private static final Path HARNESS = Path.of("src/test/console/harness.js").toAbsolutePath();

  private final Engine engine =
      Engine.newBuilder("js").option("engine.WarnInterpreterOnly", "false").build();
  private final List<Context> contexts = new ArrayList<>();

  /** Returns a container for each file in a folder and in those below it, sorted by path. */
  List<DynamicNode> of(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".test.js"))
          .sorted()
          .<DynamicNode>map(
              file -> dynamicContainer(folder.relativize(file).toString(), tests(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the tests of a file; one that fails if it has none or cannot be loaded. */
  private List<DynamicTest> tests(Path file) {
    try {
      Value module = load(file);
      Value tests = module.getMember("tests");
      List<DynamicTest> all = new ArrayList<>();
      for (long i = 0; i < tests.getArraySize(); i++) {
        Value test = tests.getArrayElement(i);
        all.add(dynamicTest(test.getMember("name").asString(), () -> run(module, test)));
      }
      return all.isEmpty() ? failing("it has no tests", null) : all;
    } catch (PolyglotException e) {
      return failing("it cannot be loaded", e);
    }
  }

  private static List<DynamicTest> failing(String message, Exception cause) {
    return List.of(
        dynamicTest(
            message,
            () -> {
              throw new AssertionError(message, cause);
            }));
  }

  private Value load(Path file) {
    Context context =
        Context.newBuilder("js")
            .engine(engine)
            .allowHostAccess(HostAccess.NONE)
            .allowIO(
                IOAccess.newBuilder()
                    .fileSystem(FileSystem.newReadOnlyFileSystem(FileSystem.newDefaultFileSystem()))
                    .build())
            .option("js.esm-eval-returns-exports", "true")
            .build();
    contexts.add(context);
    String text =
        """
        export {outcome, tests} from '%s';
        import '%s';
        """
            .formatted(HARNESS.toUri(), file.toAbsolutePath().toUri());
    return context.eval(
        Source.newBuilder("js", text, "loader.mjs")
            .mimeType("application/javascript+module")
            .buildLiteral());
  }

  private static void run(Value module, Value test) {
    // all promises that can be settled are, when the call returns
    Value outcome = module.getMember("outcome").execute(test);
    Value error = outcome.getMember("error");
    assertThat(outcome.getMember("done").asBoolean()).as("it has ended").isTrue();
    if (!error.isNull()) {
      throw new AssertionError(error.asString());
    }
  }

  @Override
  public void close() {
    contexts.forEach(Context::close);
    engine.close();
  }
}
