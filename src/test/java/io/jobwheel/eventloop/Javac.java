package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The compiler of this JDK, in this process. Every warning is an error. */
final class Javac {

  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

  private Javac() {}

  /** A source file that exists only here. */
  static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  /** Compiles files to the folder {@code to}, and fails with the compiler's messages. */
  static void compile(Path to, Collection<Path> files, String... options) throws IOException {
    try (StandardJavaFileManager manager = manager()) {
      List<JavaFileObject> sources = new ArrayList<>();
      manager.getJavaFileObjectsFromPaths(files).forEach(sources::add);
      assertCompiles(manager, to, sources, options);
    }
  }

  static void compileSources(Path to, List<JavaFileObject> sources, String... options)
      throws IOException {
    try (StandardJavaFileManager manager = manager()) {
      assertCompiles(manager, to, sources, options);
    }
  }

  private static void assertCompiles(
      StandardJavaFileManager manager, Path to, List<JavaFileObject> sources, String... options) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<String> all =
        Stream.concat(Stream.of("-proc:none", "-Werror", "-d", to.toString()), Stream.of(options))
            .toList();
    boolean compiled = COMPILER.getTask(null, manager, problems, all, null, sources).call();
    assertThat(problems.getDiagnostics()).isEmpty();
    assertThat(compiled).isTrue();
  }

  private static StandardJavaFileManager manager() {
    return COMPILER.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
  }
}
