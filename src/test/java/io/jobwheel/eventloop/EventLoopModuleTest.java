package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The package as a module of its own, with nothing of the application beside it. */
@Timeout(60)
class EventLoopModuleTest {

  private static final Path SOURCES = Path.of("src/main/java/io/jobwheel/eventloop");
  private static final Path DESCRIPTOR = Path.of("src/main/eventloop/module-info.java");
  private static final Path PAGE = Path.of("docs/event-loop.md");

  @TempDir private Path folder;

  @Test
  void theSourcesAloneCompileAsAModuleThatRunsOnTheModulePath() throws Exception {
    Path library = compileLibrary();
    Path app =
        write(
            "app/io/example/app/Main.java",
            """
            package io.example.app;

            import io.jobwheel.eventloop.EventLoop;
            import java.time.Duration;

            public class Main {
              public static void main(String[] args) {
                try (EventLoop loop = EventLoop.create("modular")) {
                  System.out.println(loop.run(() -> {
                    EventLoop.sleep(Duration.ofMillis(1));
                    return Main.class.getModule() + " on " + EventLoop.class.getModule();
                  }));
                }
              }
            }
            """);
    Path descriptor =
        write("app/module-info.java", "module io.example.app { requires io.jobwheel.eventloop; }");
    Path classes = folder.resolve("app-classes");
    // without the annotations, which nothing needs at run time
    compile(classes, List.of("-p", path(library)), List.of(app, descriptor));
    assertThat(run("-p", path(library, classes), "-m", "io.example.app/io.example.app.Main"))
        .containsExactly("module io.example.app on module io.jobwheel.eventloop");
  }

  @Test
  void theFirstProgramOfThePageRunsAsItIsPrinted() throws Exception {
    Matcher program =
        Pattern.compile(
                "`(\\w+\\.java)`:\n\n```java\n(.*?)```\n\n[^`]*```\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(program.find()).as("a program and what it prints").isTrue();
    Path source = write(program.group(1), program.group(2));
    Path library = compileLibrary();
    // as the page says: the source file is given to java, with the library on the class path
    assertThat(run("-cp", path(library), source.toString()))
        .containsExactlyElementsOf(program.group(3).lines().toList());
  }

  private Path compileLibrary() throws IOException {
    Path classes = folder.resolve("library");
    List<Path> sources = new ArrayList<>(List.of(DESCRIPTOR));
    try (Stream<Path> files = Files.list(SOURCES)) {
      files.forEach(sources::add);
    }
    compile(classes, List.of("-p", jspecify()), sources);
    return classes;
  }

  private static String jspecify() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith("jspecify"))
        .findFirst()
        .orElseThrow();
  }

  private static void compile(Path classes, List<String> options, List<Path> sources) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<String> all = new ArrayList<>(options);
      all.addAll(List.of("-d", classes.toString(), "-proc:none"));
      boolean compiles =
          compiler
              .getTask(messages, files, null, all, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiles).as(messages.toString()).isTrue();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<String> run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(output);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String path(Path... entries) {
    return Arrays.stream(entries)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
