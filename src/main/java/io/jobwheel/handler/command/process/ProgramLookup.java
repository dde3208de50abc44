package io.jobwheel.handler.command.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks up programs on the service's PATH. */
public final class ProgramLookup {

  private ProgramLookup() {}

  /**
   * Returns the program with this absolute path, or with this name on the PATH; empty if there is
   * no such executable file, and for a relative path.
   */
  public static Optional<Path> find(String program) {
    try {
      if (program.startsWith("/")) {
        return Optional.of(Path.of(program)).filter(ProgramLookup::isProgram);
      }
      if (program.isEmpty() || program.contains("/")) {
        return Optional.empty();
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

  /** Returns whether the path is an executable file. */
  static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
