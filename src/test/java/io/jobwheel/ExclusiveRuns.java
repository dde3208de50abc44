package io.jobwheel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Jobs that hold a lock of the operating system while they run, and note it if another run of the
 * same job holds it: two nodes that believe to own the job.
 */
final class ExclusiveRuns {

  private static final String SCRIPT =
      """
      exec 9>"$0/$1.lock"; flock -n 9 || { echo "$1" >>"$0/overlaps"; exit 0; }; exec sleep "$2"\
      """;

  private final Path folder;

  ExclusiveRuns(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** The arguments of nodes that run the jobs. */
  List<String> settings() {
    String command = "--jobwheel.commands.exclusive.";
    return List.of(
        command + "program=/bin/sh",
        command + "arguments[0]=-c",
        command + "arguments[1]=" + SCRIPT.replace("{", "{{").replace("}", "}}"),
        command + "arguments[2]=" + folder,
        command + "arguments[3]={key}",
        command + "arguments[4]={seconds}",
        command + "parameters.key.pattern=[0-9a-f-]{36}",
        command + "parameters.seconds.pattern=[0-9]{1,2}",
        command + "grace=0s",
        command + "max-concurrent=50");
  }

  /** The document of a new job that takes that long; up to 99 seconds. */
  static String job(int seconds) {
    return """
    {"type":"command","mode":"virtual-threads",
     "payload":{"name":"exclusive","parameters":{"key":"%s","seconds":"%d"}}}\
    """
        .formatted(UUID.randomUUID(), seconds);
  }

  /** The keys of the jobs that ran twice at the same time. */
  List<String> overlaps() {
    Path overlaps = folder.resolve("overlaps");
    try {
      return Files.exists(overlaps) ? Files.readAllLines(overlaps) : List.of();
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  /** The number of jobs that began to run. */
  long runs() throws IOException {
    try (var locks = Files.list(folder)) {
      return locks.filter(each -> each.toString().endsWith(".lock")).count();
    }
  }
}
