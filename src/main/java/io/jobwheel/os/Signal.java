package io.jobwheel.os;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The signals that end a process by default, with their numbers on Linux. */
public enum Signal {
  SIGHUP(1),
  SIGINT(2),
  SIGQUIT(3),
  SIGILL(4),
  SIGTRAP(5),
  SIGABRT(6),
  SIGBUS(7),
  SIGFPE(8),
  SIGKILL(9),
  SIGUSR1(10),
  SIGSEGV(11),
  SIGUSR2(12),
  SIGPIPE(13),
  SIGALRM(14),
  SIGTERM(15),
  SIGSTKFLT(16),
  SIGXCPU(24),
  SIGXFSZ(25),
  SIGVTALRM(26),
  SIGPROF(27),
  SIGIO(29),
  SIGPWR(30),
  SIGSYS(31);

  /** The signals that have other numbers, or do not exist, on other systems. */
  private static final Set<Signal> OF_LINUX =
      EnumSet.of(SIGBUS, SIGUSR1, SIGUSR2, SIGSTKFLT, SIGIO, SIGPWR, SIGSYS);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Returns the signal with this number on this system; empty if it is not one of these. */
  static Optional<Signal> of(int number) {
    return of(number, isLinux());
  }

  static Optional<Signal> of(int number, boolean linux) {
    return Arrays.stream(values())
        .filter(signal -> signal.number == number)
        .filter(signal -> linux || !OF_LINUX.contains(signal))
        .findAny();
  }

  /** Returns whether this system is Linux. */
  static boolean isLinux() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");
  }
}
