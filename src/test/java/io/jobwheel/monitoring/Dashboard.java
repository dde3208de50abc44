package io.jobwheel.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A dashboard as its file has it. */
record Dashboard(String name, JsonNode json) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A panel, or the heading of a row of panels. */
  record Panel(String dashboard, JsonNode json) {

    boolean isRow() {
      return json.path("type").asString().equals("row");
    }

    Area area() {
      JsonNode place = json.path("gridPos");
      return new Area(
          place.path("x").asInt(),
          place.path("y").asInt(),
          place.path("w").asInt(),
          place.path("h").asInt());
    }

    List<String> queries() {
      return json.path("targets").valueStream().map(each -> each.path("expr").asString()).toList();
    }

    @Override
    public String toString() {
      return dashboard + ": " + json.path("title").asString();
    }
  }

  /** Where a panel stands, in columns and rows of Grafana's grid. */
  record Area(int x, int y, int width, int height) {

    boolean overlaps(Area other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(Path.of("helm/jobwheel/dashboards"))) {
      return files
          .sorted()
          .map(file ->
              new Dashboard(
                  file.getFileName().toString(), JSON.readTree(MonitoringFiles.text(file))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String uid() {
    return json.path("uid").asString();
  }

  List<Panel> panels() {
    return json.path("panels").valueStream().map(panel -> new Panel(name, panel)).toList();
  }

  /** The panels that show something. */
  List<Panel> charts() {
    return panels().stream().filter(panel -> !panel.isRow()).toList();
  }

  List<String> queries() {
    return charts().stream().flatMap(panel -> panel.queries().stream()).toList();
  }

  List<String> variables() {
    return json.path("templating")
        .path("list")
        .valueStream()
        .map(variable -> variable.path("name").asString())
        .toList();
  }

  /** Where its links and those of its panels lead. */
  List<String> links() {
    List<String> urls = new ArrayList<>();
    json.path("links").valueStream().forEach(link -> urls.add(link.path("url").asString()));
    panels()
        .forEach(panel ->
            panel
                .json()
                .path("links")
                .valueStream()
                .forEach(link -> urls.add(link.path("url").asString())));
    return urls;
  }

  @Override
  public String toString() {
    return name;
  }
}
