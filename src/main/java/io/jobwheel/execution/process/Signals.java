package io.jobwheel.execution.process;

/** Names of the signals that end processes, with their numbers on Linux and macOS. */
final class Signals {

  private static final String UNNAMED = "unnamed";

  private Signals() {}

  /** Whether it is one of them; a process can also exit by itself with 128 and any number. */
  static boolean isKnown(int signal) {
    return !name(signal).equals(UNNAMED);
  }

  static String name(int signal) {
    return switch (signal) {
      case 1 -> "SIGHUP";
      case 2 -> "SIGINT";
      case 3 -> "SIGQUIT";
      case 4 -> "SIGILL";
      case 6 -> "SIGABRT";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 11 -> "SIGSEGV";
      case 13 -> "SIGPIPE";
      case 15 -> "SIGTERM";
      default -> UNNAMED;
    };
  }
}
