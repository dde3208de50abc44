package io.jobwheel.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the processes of this machine from {@code /proc} of Linux; empty on other systems. */
public final class ProcessTable {

  /**
   * A process that has not ended.
   *
   * @param started its start, in clock ticks since the boot; identifies a process together with its
   *     pid, which may be reused
   */
  public record Entry(long pid, long parent, long group, long session, long started) {

    /** Returns whether its environment at its start had the variable with this value. */
    public boolean hasVariable(String name, String value) {
      return environment().contains("\0" + name + "=" + value + "\0");
    }

    /** Returns whether it has one of these files open. */
    public boolean hasOpen(List<Path> files) {
      return openedAs(Long.toString(pid), files).isPresent();
    }

    /**
     * Returns its environment at its start, each variable between NULs; empty if this process may
     * not read it.
     */
    public String environment() {
      try {
        return "\0"
            + Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1)
            + "\0";
      } catch (IOException e) {
        return ""; // it has ended, or belongs to another user
      }
    }
  }

  private static final Path PROC = Path.of("/proc");
  private static final String DELETED = " (deleted)";

  // the fields of stat after the name, which may have any characters
  private static final int STATE = 0;
  private static final int PARENT = 1;
  private static final int GROUP = 2;
  private static final int SESSION = 3;
  private static final int STARTED = 19;

  private ProcessTable() {}

  /** Returns all processes that can be seen. */
  public static List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path pid : pids) {
        find(pid.getFileName().toString()).ifPresent(entries::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // not Linux
    }
    return entries;
  }

  /** Returns the start of a process, in clock ticks since the boot; 0 if it is not known. */
  public static long startOf(long pid) {
    String[] fields = fields(Long.toString(pid));
    return fields.length == 0 ? 0 : Long.parseLong(fields[STARTED]);
  }

  /** Returns the process with this id; empty if it has ended. */
  public static Optional<Entry> find(String pid) {
    String[] fields = fields(pid);
    if (fields.length == 0 || fields[STATE].equals("Z") || fields[STATE].equals("X")) {
      return Optional.empty(); // it has ended, or is a zombie
    }
    return Optional.of(
        new Entry(
            Long.parseLong(pid),
            Long.parseLong(fields[PARENT]),
            Long.parseLong(fields[GROUP]),
            Long.parseLong(fields[SESSION]),
            Long.parseLong(fields[STARTED])));
  }

  /**
   * Returns the path in {@code /proc} of a descriptor by which a process has one of these files
   * open. The path works even if the file was deleted. Empty if it has none of them open, or this
   * process may not read its descriptors.
   *
   * @param pid an id, or {@code self}
   */
  public static Optional<Path> openedAs(String pid, List<Path> files) {
    try (DirectoryStream<Path> handles = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path handle : handles) {
        String target = Files.readSymbolicLink(handle).toString();
        if (files.contains(Path.of(withoutSuffix(target)))) {
          return Optional.of(handle);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // it has ended, or belongs to another user
    }
    return Optional.empty();
  }

  /**
   * Returns the id of the pid namespace of this process; 0 if it is not known. The same pid in
   * another namespace is another process.
   */
  public static String namespace() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString().replaceAll("\\D", "");
    } catch (IOException e) {
      return "0"; // not Linux
    }
  }

  private static String withoutSuffix(String target) {
    return target.endsWith(DELETED)
        ? target.substring(0, target.length() - DELETED.length())
        : target;
  }

  private static String[] fields(String pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", STARTED + 2);
    } catch (IOException e) {
      return new String[0];
    }
  }
}
