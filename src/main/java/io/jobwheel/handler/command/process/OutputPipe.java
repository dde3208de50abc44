package io.jobwheel.handler.command.process;

import io.jobwheel.os.NamedPipe;
import io.jobwheel.os.ProcessTable;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A named pipe from a program to this service. The JDK's own pipes are not suitable: when a program
 * exits, the JDK reads the rest of the pipe into memory, which a remaining process could fill, and
 * a thread that reads from one is blocked until the last writer has closed it.
 */
final class OutputPipe implements Closeable {

  private final Path path;
  private final RandomAccessFile bothEnds;
  private final FileInputStream input;

  /** Creates the pipe and opens both ends, so that neither open blocks. */
  OutputPipe(Path path) throws IOException {
    this.path = path;
    NamedPipe.create(path);
    try {
      this.bothEnds = new RandomAccessFile(path.toFile(), "rw");
    } catch (IOException e) { // too many open files
      Files.deleteIfExists(path);
      throw e;
    }
    try {
      this.input = new FileInputStream(path.toFile());
    } catch (IOException e) {
      bothEnds.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  /** Returns the path to which the program writes. */
  Path path() {
    return path;
  }

  /** Called after the program's start: the pipe ends when all its processes have closed it. */
  void programStarted() throws IOException {
    bothEnds.close();
  }

  /** Returns the output. It ends when no process has the pipe open for writing. */
  InputStream input() {
    return input;
  }

  /** Unblocks a reader by writing a line break to the pipe. */
  void wakeReader() throws IOException {
    // if the pipe was deleted, opening it by name would create a file
    Optional<Path> open = ProcessTable.openedAs("self", List.of(path));
    if (open.isPresent()) {
      try (RandomAccessFile end = new RandomAccessFile(open.get().toFile(), "rw")) {
        end.write('\n');
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (bothEnds;
        input) {
      Files.deleteIfExists(path);
    }
  }
}
