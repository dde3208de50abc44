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
 * A named pipe from a program to this service. The JDK's own pipes are not used: at the exit of a
 * program it reads what is still in them into memory, as long as there is something, so that a
 * talkative process which was left behind would fill the memory; and a thread that reads one of
 * them cannot be freed before its last writer has gone.
 */
final class OutputPipe implements Closeable {

  private final Path path;
  private final RandomAccessFile bothEnds;
  private final FileInputStream input;

  /** Makes one. Nobody waits for the other end as long as both are held here. */
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

  /** Where a program is to write. */
  Path path() {
    return path;
  }

  /** The program has begun: when it and its children have ended, so has the pipe. */
  void begun() throws IOException {
    bothEnds.close();
  }

  /** What has been written. Ends when nobody can write any more. */
  InputStream input() {
    return input;
  }

  /** Lets a reader that waits at an empty pipe look around. */
  void wakeReader() throws IOException {
    // opened by its name it would become a file, if a cleaner took the pipe meanwhile
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
