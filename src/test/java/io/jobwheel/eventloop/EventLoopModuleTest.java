package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package could be a jar of its own: with its descriptor it is a module that needs the JDK to
 * run, and JSpecify's annotations to be compiled.
 */
class EventLoopModuleTest {

  private static final String NAME = "io.jobwheel.eventloop";
  private static final Path DESCRIPTOR = Path.of("src/main/eventloop/module-info.java");
  private static final Path SOURCES = Path.of("src/main/java/io/jobwheel/eventloop");

  @TempDir private static Path folder;
  private static Path module;

  @BeforeAll
  static void compileTheModule() throws Exception {
    module = Files.createDirectory(folder.resolve("module"));
    Path jspecify =
        Path.of(NullMarked.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Javac.compile(
        module,
        sources(),
        "-Xlint:module,requires-automatic",
        "--module-path",
        jspecify.toString());
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<Path> sources = new ArrayList<>(files.toList());
      sources.add(DESCRIPTOR);
      return sources;
    }
  }

  @Test
  void itRequiresOnlyTheJdkToRunAndExportsItsPackage() {
    ModuleReference found = ModuleFinder.of(module).find(NAME).orElseThrow();
    assertThat(
            found.descriptor().requires().stream()
                .filter(required -> !required.modifiers().toString().contains("STATIC"))
                .map(required -> required.name())
                .toList())
        .containsExactlyInAnyOrder("java.base", "jdk.jfr");
    assertThat(found.descriptor().exports().toString()).isEqualTo("[" + NAME + "]");
  }

  @Test
  void aProgramOfAnotherModuleRunsALoop() throws Exception {
    Path program = Files.createDirectory(folder.resolve("program"));
    Javac.compileSources(
        program,
        List.of(
            Javac.source(
                "module-info", "module program { requires %s; exports program; }".formatted(NAME)),
            Javac.source(
                "program/Program",
                """
                package program;

                import io.jobwheel.eventloop.EventLoop;
                import java.time.Duration;
                import java.util.List;

                public class Program {
                  public static List<Integer> run() {
                    try (EventLoop loop = EventLoop.create("loop-1")) {
                      return loop.run(() -> EventLoop.gather(List.of(
                          loop.createTask(() -> {
                            EventLoop.sleep(Duration.ofMillis(2));
                            return 1;
                          }),
                          loop.createTask(() -> 2))));
                    }
                  }
                }
                """)),
        "--module-path",
        module.toString());
    Class<?> compiled = load(program, "program", "program.Program");
    assertThat(compiled.getMethod("run").invoke(null)).isEqualTo(List.of(1, 2));
    assertThat(loopOf(compiled).getModule().getName()).isEqualTo(NAME);
    assertThat(loopOf(compiled)).isNotSameAs(EventLoop.class);
  }

  /** A class of that module, in a layer that has nothing but it, the event loop and the JDK. */
  private static Class<?> load(Path program, String root, String name)
      throws ClassNotFoundException {
    ModuleLayer jdk = ModuleLayer.boot();
    Configuration modules =
        jdk.configuration()
            .resolve(ModuleFinder.of(module, program), ModuleFinder.of(), Set.of(root));
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    return jdk.defineModulesWithOneLoader(modules, platform).findLoader(root).loadClass(name);
  }

  private static Class<?> loopOf(Class<?> program) throws ClassNotFoundException {
    return program.getClassLoader().loadClass(EventLoop.class.getName());
  }
}
