package io.jobwheel.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads the processor time of a process from {@code /proc} of Linux. */
public final class ProcessorTime {

  // the unit of the fields, USER_HZ, is a hundredth of a second
  private static final long NANOS_PER_TICK = 10_000_000;

  // the fields of stat after the name, which may have any characters
  private static final int FIRST = 11;
  private static final int LAST = 14;

  private ProcessorTime() {}

  /**
   * Returns the processor time of a process and of its children that have ended and were awaited,
   * in user mode and in the kernel, to a hundredth of a second. So the sum over a process and its
   * running children does not change when a child ends. Empty if the process or {@code /proc} does
   * not exist.
   */
  public static Optional<Duration> of(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", LAST + 2);
      long ticks = 0;
      for (int field = FIRST; field <= LAST; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      return Optional.of(Duration.ofNanos(ticks * NANOS_PER_TICK));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
