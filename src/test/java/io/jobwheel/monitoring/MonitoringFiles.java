package io.jobwheel.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that operators read and load, from the folder of the project. */
final class MonitoringFiles {

  static final Path RUNBOOK = Path.of("docs/runbook.md");
  static final Path METERS = Path.of("docs/metrics.md");

  private MonitoringFiles() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files below a folder whose names end so. */
  static List<Path> below(String folder, String end) {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
