package io.jobwheel.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Generates the tables of docs/configuration.md from the metadata, the records and application.yml.
 */
final class ConfigurationPage {

  static final Path FILE = Path.of("docs/configuration.md");

  /** The command that regenerates the page. */
  static final String COMMAND =
      "./mvnw -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass="
          + ConfigurationPage.class.getName();

  private static final int WIDTH = 120;
  private static final Pattern NAMES =
      Pattern.compile("(?<![`\\w./])(?:jobwheel|spring)(?:\\.[a-z0-9-]+)+");
  private static final String BEGIN = "<!-- %s: made by ConfigurationPage -->\n";
  private static final String END = "<!-- end of %s -->";

  private ConfigurationPage() {}

  /** Returns the page with regenerated tables and unchanged text. */
  static String page() throws IOException {
    String now = Files.readString(FILE);
    return replace(replace(now, "properties", properties()), "spring", spring());
  }

  private static String replace(String page, String part, String text) {
    String begin = BEGIN.formatted(part);
    return page.substring(0, page.indexOf(begin) + begin.length())
        + "\n"
        + text
        + "\n"
        + page.substring(page.indexOf(END.formatted(part)));
  }

  private static String properties() {
    List<SettingGroup> groups = SettingGroups.all();
    StringBuilder text = new StringBuilder();
    text.append(
        groups.stream()
            .map(group ->
                "[`%s`](#%s)"
                    .formatted(
                        group.prefix(), group.prefix().replace(".", "").toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(" ·\n", "", "\n")));
    groups.forEach(group -> append(text, "##", group));
    return text.toString();
  }

  private static void append(StringBuilder text, String heading, SettingGroup group) {
    text.append(
        "\n%s `%s`\n\n%s\n".formatted(heading, group.prefix(), wrap(escape(group.about()))));
    if (!group.settings().isEmpty()) {
      text.append(
          "\n"
              + "| property | value | default | range | what it is |\n"
              + "| --- | --- | --- | --- | --- |\n");
      group
          .settings()
          .forEach(it ->
              text.append(
                  "| `%s` | %s | %s | %s | %s |\n"
                      .formatted(
                          it.name(), it.type(), it.fallback(), it.range(), escape(it.meaning()))));
    }
    group.inner().forEach(inner -> append(text, "###", inner));
  }

  private static String spring() throws IOException {
    return SpringSettings.rows().stream()
        .map(row ->
            "| `%s` | `%s` | %s |\n".formatted(row.name(), row.value(), escape(row.comment())))
        .collect(
            Collectors.joining(
                "", "| property | Jobwheel's value | why |\n| --- | --- | --- |\n", ""));
  }

  /** Breaks lines at {@link #WIDTH} characters. */
  private static String wrap(String paragraph) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String word : paragraph.split(" ")) {
      if (column > 0) {
        boolean fits = column + 1 + word.length() <= WIDTH;
        text.append(fits ? ' ' : '\n');
        column = fits ? column + 1 : 0;
      }
      text.append(word);
      column += word.length();
    }
    return text.toString();
  }

  /**
   * Returns the text as Markdown: names of properties as code, other special characters escaped.
   */
  private static String escape(String text) {
    StringBuilder markdown = new StringBuilder();
    String[] parts = NAMES.matcher(text).replaceAll("`$0`").split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1;
      markdown.append(
          code
              ? "`" + parts[i] + "`"
              : parts[i].replace("*", "\\*").replace("|", "\\|").replace("<", "&lt;"));
    }
    return markdown.toString();
  }

  /** Writes the page. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(FILE, page());
  }
}
