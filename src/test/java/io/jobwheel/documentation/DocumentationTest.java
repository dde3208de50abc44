package io.jobwheel.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Checks the form of the pages: links, tests and scripts that they name, width, and words. */
class DocumentationTest {

  private static final int WIDTH = 120;
  private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern PERSON =
      Pattern.compile("(?i)\\b(?:nobody|somebody|whoever|everybody|anybody)\\b");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))`");
  private static final Pattern SCRIPT =
      Pattern.compile("\\b(src/bench/[\\w.-]+\\.sh|\\.ci/\\w+)\\b");

  private static final List<Path> PAGES = pages();

  @ParameterizedTest
  @FieldSource("PAGES")
  void aLinkLeadsToAFileAndAHeadingOfIt(Path page) {
    List<String> broken = new ArrayList<>();
    LINK.matcher(CODE.matcher(read(page)).replaceAll(""))
        .results()
        .filter(link -> !isFound(page, link))
        .map(MatchResult::group)
        .forEach(broken::add);
    assertThat(broken).isEmpty();
  }

  @Test
  void theIndexLeadsToEveryPage() {
    Set<Path> linked =
        LINK.matcher(read(Path.of("docs/README.md")))
            .results()
            .map(link -> Path.of("docs").resolve(link.group(1)).normalize())
            .collect(Collectors.toSet());
    assertThat(linked).containsAll(PAGES.stream().filter(page -> !isIndex(page)).toList());
  }

  @Test
  void eachTestThatAPageNamesExists() throws IOException {
    Set<String> tests = new TreeSet<>();
    for (String folder : List.of("src/test/java", "src/browser/java")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files.map(file -> file.getFileName().toString().replace(".java", "")).forEach(tests::add);
      }
    }
    Set<String> named = new TreeSet<>();
    for (Path page : PAGES) {
      TEST.matcher(read(page)).results().map(name -> name.group(1)).forEach(named::add);
    }
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(tests);
  }

  @Test
  void eachScriptThatAPageNamesExists() {
    Set<String> named = new TreeSet<>();
    for (Path page : PAGES) {
      SCRIPT.matcher(read(page)).results().map(name -> name.group(1)).forEach(named::add);
    }
    assertThat(named).hasSizeGreaterThan(10).allMatch(name -> Files.isExecutable(Path.of(name)));
  }

  @ParameterizedTest
  @FieldSource("PAGES")
  void linesOutsideOfTablesAreAtMost120CharactersWide(Path page) {
    assertThat(read(page).lines().filter(line -> !line.startsWith("|")))
        .allMatch(line -> line.codePointCount(0, line.length()) <= WIDTH);
  }

  @ParameterizedTest
  @FieldSource("PAGES")
  void noPageSpeaksOfUnnamedPersons(Path page) {
    assertThat(PERSON.matcher(read(page)).results().map(MatchResult::group)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "How it ends, how-it-ends",
    "`http`: call a server, http-call-a-server",
    "asyncio → Jobwheel, asyncio--jobwheel"
  })
  void anchorsAreThoseOfGitHub(String heading, String anchor) {
    assertThat(anchor(heading)).isEqualTo(anchor);
  }

  private static boolean isFound(Path page, MatchResult link) {
    Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
    return Files.exists(target)
        && (link.group(2) == null
            || read(target).contains("<a id=\"%s\">".formatted(link.group(2)))
            || HEADING
                .matcher(CODE.matcher(read(target)).replaceAll(""))
                .results()
                .anyMatch(heading -> anchor(heading.group(1)).equals(link.group(2))));
  }

  /** Returns the anchor that GitHub makes of a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
  }

  private static boolean isIndex(Path page) {
    return page.getFileName().toString().equals("README.md");
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() {
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("helm/jobwheel/README.md")),
              files.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
