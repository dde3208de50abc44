package io.jobwheel.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of the chart's README: the keys of values.yaml with their comments. */
final class ValuesTable {

  /**
   * A key.
   *
   * @param path with dots
   * @param value as written; empty for a map with keys of its own
   * @param comment what stands above it; empty when nothing does
   */
  record Row(String path, String value, String comment) {}

  private record Level(int indent, String path) {}

  private static final Path README = Chart.FOLDER.resolve("README.md");
  private static final String BEGIN = "<!-- values: made of values.yaml by ValuesTable -->\n";
  private static final String END = "<!-- end of values -->";
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_]+):(?: (.*))?");

  private ValuesTable() {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    Deque<Level> levels = new ArrayDeque<>();
    StringBuilder comment = new StringBuilder();
    for (String line : Files.readAllLines(Chart.FOLDER.resolve("values.yaml"))) {
      String text = line.strip();
      Matcher key = KEY.matcher(line);
      if (text.isEmpty()) {
        comment.setLength(0);
      } else if (text.startsWith("#")) {
        comment.append(comment.isEmpty() ? "" : " ").append(text.substring(1).strip());
      } else if (key.matches()) {
        int indent = key.group(1).length();
        while (!levels.isEmpty() && levels.peek().indent() >= indent) {
          levels.pop();
        }
        String path = levels.isEmpty() ? key.group(2) : levels.peek().path() + "." + key.group(2);
        levels.push(new Level(indent, path));
        rows.add(new Row(path, key.group(3) == null ? "" : key.group(3), comment.toString()));
        comment.setLength(0);
      } else {
        throw new AssertionError("values.yaml has a line that the table cannot show: " + line);
      }
    }
    return rows;
  }

  /** The README with the table as it should be. */
  static String readme() throws IOException {
    StringBuilder table =
        new StringBuilder("| value | default | what it is |\n| --- | --- | --- |\n");
    for (Row row : rows()) {
      if (!row.comment().isEmpty() || !row.value().isEmpty()) {
        table.append(
            "| `%s` | %s | %s |\n"
                .formatted(
                    row.path(),
                    row.value().isEmpty() ? "" : "`" + row.value() + "`",
                    row.comment()));
      }
    }
    String now = Files.readString(README);
    return now.substring(0, now.indexOf(BEGIN) + BEGIN.length())
        + "\n"
        + table
        + "\n"
        + now.substring(now.indexOf(END));
  }

  /** Writes it. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(README, readme());
  }
}
