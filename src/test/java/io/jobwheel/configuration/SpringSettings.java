package io.jobwheel.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/** The properties of Spring Boot that application.yml sets, with their comments. */
final class SpringSettings {

  /**
   * A property.
   *
   * @param name the full name
   * @param value the value as set
   * @param comment the comment above it; empty if there is none
   */
  record Row(String name, String value, String comment) {}

  private static final Path FILE = Path.of("src/main/resources/application.yml");

  private SpringSettings() {}

  static List<Row> rows() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    List<Row> rows = new ArrayList<>();
    for (PropertySource<?> source :
        new YamlPropertySourceLoader().load("application", new FileSystemResource(FILE))) {
      OriginTrackedMapPropertySource file = (OriginTrackedMapPropertySource) source;
      for (String name : file.getPropertyNames()) {
        TextResourceOrigin origin =
            (TextResourceOrigin) Objects.requireNonNull(file.getOrigin(name));
        TextResourceOrigin.Location place = Objects.requireNonNull(origin.getLocation());
        rows.add(new Row(name, value(lines, place), comment(lines, place.getLine())));
      }
    }
    return rows;
  }

  /** Returns the value as written: YAML has several words for false. */
  private static String value(List<String> lines, TextResourceOrigin.Location place) {
    String text = lines.get(place.getLine()).substring(place.getColumn()).strip();
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  /** Returns the comment directly above a line. */
  private static String comment(List<String> lines, int line) {
    List<String> comment = new ArrayList<>();
    for (int above = line - 1; above >= 0 && isComment(lines.get(above)); above--) {
      comment.addFirst(lines.get(above).strip().substring(1).strip());
    }
    return String.join(" ", comment);
  }

  private static boolean isComment(String line) {
    return line.strip().startsWith("#");
  }
}
