package io.jobwheel.os;

import java.util.Optional;

/**
 * An exit code in words. The JDK gives 128 + n for a program that signal n has ended, and so do
 * shells; but a program can also exit with such a code by itself, and the two cannot be told apart.
 * So a signal is named as what would have the same code, and only one that ends programs.
 */
public final class ExitStatus {

  private static final int SIGNALLED = 128;

  private ExitStatus() {}

  /** Returns the code, and the signal after which it would be the same. */
  public static String inWords(int exitCode) {
    return signal(exitCode)
        .map(signal ->
            "exit code %d, as after signal %d (%s)".formatted(exitCode, signal.number(), signal))
        .orElse("exit code " + exitCode);
  }

  /** Returns the signal after which a program has this code; empty if there is none. */
  public static Optional<Signal> signal(int exitCode) {
    return Signal.of(exitCode - SIGNALLED);
  }

  /** Returns whether it is the code of a program that this signal has ended. */
  public static boolean isAfter(int exitCode, Signal signal) {
    return exitCode == SIGNALLED + signal.number();
  }
}
