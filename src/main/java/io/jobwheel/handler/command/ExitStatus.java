package io.jobwheel.handler.command;

import java.util.Map;

/**
 * An exit code in words. The JDK gives 128 + n for a program that signal n has ended, and so do
 * shells; but a program can also exit with such a code by itself, and the two cannot be told apart.
 * So a signal is named as what would have the same code, and only one that ends programs.
 */
final class ExitStatus {

  private static final int SIGNALLED = 128;

  // the numbers of Linux; without those that by default are ignored or only stop a process
  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(10, "SIGUSR1"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(12, "SIGUSR2"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(16, "SIGSTKFLT"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"),
          Map.entry(26, "SIGVTALRM"),
          Map.entry(27, "SIGPROF"),
          Map.entry(29, "SIGIO"),
          Map.entry(30, "SIGPWR"),
          Map.entry(31, "SIGSYS"));

  private ExitStatus() {}

  /** The code, and the signal after which it would be the same. */
  static String inWords(int exitCode) {
    int signal = exitCode - SIGNALLED;
    String name = SIGNALS.get(signal);
    return name == null
        ? "exit code %d".formatted(exitCode)
        : "exit code %d, as after signal %d (%s)".formatted(exitCode, signal, name);
  }

  /** Whether it is the code of a program that this signal has ended. */
  static boolean isAfter(int exitCode, int signal) {
    return exitCode == SIGNALLED + signal;
  }
}
