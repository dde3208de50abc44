package io.jobwheel.configuration;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the doc comments of types from the sources; the metadata has those of properties only. */
final class TypeDocs {

  private static final Path SOURCES = Path.of("src/main/java");

  private TypeDocs() {}

  /** Returns the doc comment of a type, without its tags, as Markdown; empty if there is none. */
  static String of(Class<?> type) {
    Class<?> outermost = type;
    while (outermost.getEnclosingClass() != null) {
      outermost = outermost.getEnclosingClass();
    }
    Path source = SOURCES.resolve(outermost.getName().replace('.', '/') + ".java");
    return parse(source).getOrDefault(type.getSimpleName(), "");
  }

  private static Map<String, String> parse(Path source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, String> docs = new HashMap<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
      DocTrees trees = DocTrees.instance(task);
      TreePathScanner<Void, Void> types =
          new TreePathScanner<>() {
            @Override
            public Void visitClass(ClassTree type, Void nothing) {
              DocCommentTree doc = trees.getDocCommentTree(getCurrentPath());
              if (doc != null) {
                docs.put(type.getSimpleName().toString(), text(doc.getFullBody()));
              }
              return super.visitClass(type, nothing);
            }
          };
      task.parse().forEach(unit -> types.scan(unit, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return docs;
  }

  private static String text(List<? extends DocTree> body) {
    return body.stream()
        .map(part ->
            switch (part) {
              case TextTree text -> text.getBody();
              case LiteralTree code -> "`" + code.getBody().getBody().strip() + "`";
              default -> throw new AssertionError("cannot be shown as Markdown: " + part);
            })
        .collect(Collectors.joining())
        .replaceAll("\\s+", " ")
        .strip();
  }
}
