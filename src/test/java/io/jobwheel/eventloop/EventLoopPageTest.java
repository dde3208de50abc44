package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code docs/event-loop.md} compile as they are printed there, with the imports of
 * the page and nothing else, and print what the page says.
 */
class EventLoopPageTest {

  private static final Path PAGE = Path.of("docs/event-loop.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```java\n(.*?)```\n(?:[^`#]*?```text\n(.*?)```\n)?", Pattern.DOTALL);

  /** A block of code, and what the page says that it prints; empty if nothing. */
  private record Example(String code, String output) {

    boolean isProgram() {
      return code.contains("void main(");
    }

    boolean isImports() {
      return code.lines().allMatch(line -> line.startsWith("import "));
    }
  }

  @TempDir private static Path classes;
  private static List<Example> examples;

  @BeforeAll
  static void readThePage() throws Exception {
    examples = new ArrayList<>();
    Matcher found = EXAMPLE.matcher(Files.readString(PAGE));
    while (found.find()) {
      examples.add(new Example(found.group(1), found.group(2) == null ? "" : found.group(2)));
    }
  }

  @Test
  void theFirstProgramCompilesAndPrintsWhatThePageSays() throws Exception {
    Example first = examples.getFirst();
    assertThat(first.isProgram()).isTrue();
    assertThat(first.output()).isNotEmpty();
    assertThat(output("FirstProgram", first.code())).isEqualTo(first.output());
  }

  @Test
  void everyOtherExampleCompilesWithTheImportsOfThePageAndPrintsWhatItSays() throws Exception {
    List<Example> others = examples.subList(1, examples.size());
    String imports =
        others.stream().filter(Example::isImports).map(Example::code).collect(Collectors.joining());
    List<Example> snippets = others.stream().filter(example -> !example.isImports()).toList();
    assertThat(imports).isNotEmpty();
    assertThat(snippets).hasSizeGreaterThan(4).noneMatch(Example::isProgram);
    assertThat(output("Snippets", imports + inOneClass(snippets)))
        .isEqualTo(snippets.stream().map(Example::output).collect(Collectors.joining()));
  }

  /** A program that runs each snippet as a task of a loop of its own, in their order. */
  private static String inOneClass(List<Example> snippets) {
    StringBuilder methods = new StringBuilder();
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < snippets.size(); i++) {
      methods.append(
          """
          static Object snippet%d(EventLoop loop) throws Exception {
          %s
          return null;
          }
          """
              .formatted(i, snippets.get(i).code()));
      calls.append(
          """
          try (EventLoop loop = EventLoop.create("snippet-%1$d")) {
            loop.run(() -> snippet%1$d(loop));
          }
          """
              .formatted(i));
    }
    return """
    public class Snippets {
      public static void main(String[] args) {
        %s
      }
      %s
    }
    """
        .formatted(calls, methods);
  }

  /** What the program prints in a JVM that has nothing but it and the event loop. */
  private static String output(String name, String code) throws Exception {
    Javac.compileSources(classes, List.of(Javac.source(name, code)), "-Xlint:all");
    Path loop =
        Path.of(EventLoop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path printed = classes.resolve(name + ".out");
    Path logged = classes.resolve(name + ".err"); // such as slow steps, on a busy machine
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes + File.pathSeparator + loop,
                name)
            .redirectOutput(printed.toFile())
            .redirectError(logged.toFile())
            .start();
    try {
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("the program ends").isTrue();
      assertThat(program.exitValue()).as(Files.readString(logged)).isZero();
    } finally {
      program.destroyForcibly();
    }
    return Files.readString(printed);
  }
}
