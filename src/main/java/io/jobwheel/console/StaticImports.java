package io.jobwheel.console;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * Finds the modules that a module of JavaScript imports statically, also through others. A browser
 * that loads them at once does not wait for one after the other.
 */
final class StaticImports {

  // import "x"; import a, {b} from "x"; export * from "x": at the beginning of a line, or after
  // another statement. No dynamic import(), and no @import of a comment
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?:^|[;}])[ \\t]*(?:import\\s*|(?:import|export)\\b[^\"'`();=]*?\\bfrom\\s*)"
              + "(?:\"([^\"\\n]+)\"|'([^'\\n]+)')",
          Pattern.MULTILINE);

  private StaticImports() {}

  /**
   * Returns the paths of all modules that an entry needs, without itself, nearest first.
   *
   * @param entry the path of the entry, such as {@code app.js}
   * @param source returns the text of a module by its path; {@code null} if there is none, which is
   *     skipped
   */
  static Collection<String> of(String entry, Function<String, @Nullable String> source) {
    Set<String> found = new LinkedHashSet<>();
    Queue<String> pending = new ArrayDeque<>();
    pending.add(entry);
    for (String module = pending.poll(); module != null; module = pending.poll()) {
      String text = source.apply(module);
      if (text != null && found.add(module)) {
        direct(module, text).forEach(pending::add);
      }
    }
    found.remove(entry);
    return found;
  }

  /** Returns the paths that a module imports itself; those with a bare name are left out. */
  static Stream<String> direct(String module, String text) {
    return STATEMENT
        .matcher(text)
        .results()
        .map(StaticImports::specifier)
        .filter(specifier -> specifier.startsWith("./") || specifier.startsWith("../"))
        .map(specifier -> StringUtils.cleanPath(StringUtils.applyRelativePath(module, specifier)));
  }

  private static String specifier(MatchResult statement) {
    String quoted = statement.group(1);
    return quoted == null ? statement.group(2) : quoted;
  }
}
