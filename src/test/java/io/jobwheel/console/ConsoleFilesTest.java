package io.jobwheel.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the console, and the page that names them. */
class ConsoleFilesTest {

  private static final Path SOURCE = Path.of("src/main/console");
  private static final String PAGE = "<link href=\"{{assets}}/style.css\">{{preload}}";

  private static ConsoleFiles files(Map<String, String> texts) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new ConsoleFiles(files);
  }

  private static List<String> sources() throws Exception {
    try (Stream<Path> all = Files.walk(SOURCE)) {
      return all.filter(Files::isRegularFile)
          .map(file -> SOURCE.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void eachFileOfTheSourceIsServedButThePage() throws Exception {
    ConsoleFiles files = ConsoleFiles.load();

    assertThat(files.find("index.html")).isNull();
    assertThat(files.template()).isEqualTo(Files.readString(SOURCE.resolve("index.html")));
    for (String path : sources()) {
      if (!path.equals("index.html")) {
        assertThat(files.find(path)).as(path).isEqualTo(Files.readAllBytes(SOURCE.resolve(path)));
      }
    }
  }

  @Test
  void ofTheLibrariesOnlyWhatIsUsedIsServedWithItsLicense() throws Exception {
    Path libraries = Path.of("target/classes/console/lib");
    ConsoleFiles files = ConsoleFiles.load();
    try (Stream<Path> all = Files.walk(libraries)) {
      assertThat(
              all.filter(Files::isRegularFile)
                  .map(file -> libraries.relativize(file).toString())
                  .peek(path -> assertThat(files.find("lib/" + path)).as(path).isNotEmpty()))
          .containsExactlyInAnyOrder(
              "lit-html/LICENSE",
              "lit-html/async-directive.js",
              "lit-html/directive-helpers.js",
              "lit-html/directive.js",
              "lit-html/directives/cache.js",
              "lit-html/directives/class-map.js",
              "lit-html/directives/guard.js",
              "lit-html/directives/if-defined.js",
              "lit-html/directives/keyed.js",
              "lit-html/directives/live.js",
              "lit-html/directives/ref.js",
              "lit-html/directives/repeat.js",
              "lit-html/lit-html.js",
              "uplot/LICENSE",
              "uplot/uPlot.esm.js",
              "uplot/uPlot.min.css");
    }
  }

  @Test
  void eachStaticImportOfAFileIsAFileOfTheConsole() throws Exception {
    ConsoleFiles files = ConsoleFiles.load();
    List<String> modules =
        Stream.concat(sources().stream(), files.preloaded().stream())
            .filter(path -> path.endsWith(".js"))
            .toList();

    for (String module : modules) {
      String text = new String(files.find(module), StandardCharsets.UTF_8);
      assertThat(StaticImports.direct(module, text))
          .as(module)
          .allSatisfy(path -> assertThat(files.find(path)).as(path).isNotNull());
    }
    assertThat(modules).contains("app.js", "lib/lit-html/lit-html.js");
  }

  @Test
  void theHashChangesWithEachPathAndContent() {
    String hash = files(Map.of("index.html", "a", "app.js", "b")).hash();

    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(files(Map.of("index.html", "a", "app.js", "b")).hash()).isEqualTo(hash);
    assertThat(
            Stream.of(
                    Map.of("index.html", "a", "app.js", "c"),
                    Map.of("index.html", "b", "app.js", "b"),
                    Map.of("index.html", "a", "app.jsb", ""),
                    Map.of("index.html", "a", "app.j", "sb"),
                    Map.of("index.html", "a", "app.js", "b", "z", ""))
                .map(texts -> files(texts).hash()))
        .doesNotContain(hash)
        .doesNotHaveDuplicates();
  }

  @Test
  void thePageNamesTheFilesBelowTheContextPath() {
    ConsoleFiles files =
        files(
            Map.of(
                "index.html",
                PAGE,
                "app.js",
                "import './a.js';\nimport './b.js';",
                "a.js",
                "",
                "b.js",
                ""));
    ConsolePage page = new ConsolePage(files);
    String assets = "/console/assets/" + files.hash();

    for (String context : List.of("", "/jobs", "/a/b", "")) {
      assertThat(page.at(context).html())
          .isEqualTo(
              """
              <link href="%1$s/style.css"><link rel="modulepreload" href="%1$s/a.js">
              <link rel="modulepreload" href="%1$s/b.js">\
              """
                  .formatted(context + assets));
    }
    assertThat(page.at("/jobs").tag()).isNotEqualTo(page.at("").tag());
  }

  @Test
  void aContextPathCannotBecomeMarkup() {
    ConsolePage page = new ConsolePage(files(Map.of("index.html", PAGE)));

    assertThat(page.at("/\"><script>{{preload}}&").html())
        .startsWith("<link href=\"/&quot;&gt;&lt;script&gt;{{preload}}&amp;/console/assets/");
  }

  @Test
  void withoutAPageTheMessageSaysWhatToDo() {
    assertThatThrownBy(() -> files(Map.of("app.js", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("console/index.html")
        .hasMessageContaining("./mvnw");
  }
}
