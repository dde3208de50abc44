package io.jobwheel.handler.command.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell does. */
public final class ProgramLookup {

  private ProgramLookup() {}

  /** The program with that absolute path, or on the service's PATH; empty when there is none. */
  public static Optional<Path> find(String program) {
    try {
      if (program.startsWith("/")) {
        return Optional.of(Path.of(program)).filter(ProgramLookup::isProgram);
      }
      if (program.isEmpty() || program.contains("/")) {
        return Optional.empty(); // relative to what?
      }
      for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
        Path found = Path.of(folder, program);
        if (found.isAbsolute() && isProgram(found)) {
          return Optional.of(found);
        }
      }
      return Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
