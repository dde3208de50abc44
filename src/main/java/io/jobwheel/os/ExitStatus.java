package io.jobwheel.os;

import java.util.Optional;

/**
 * Interprets exit codes. The JDK and shells use 128 + n for a program that signal n has ended. A
 * program can also exit with such a code by itself, and the two cases cannot be distinguished, so
 * the text says "as after signal".
 */
public final class ExitStatus {

  private static final int SIGNALLED = 128;

  private ExitStatus() {}

  /** Returns the code as text, with the signal that leads to the same code, if any. */
  public static String inWords(int exitCode) {
    return signal(exitCode)
        .map(signal ->
            "exit code %d, as after signal %d (%s)".formatted(exitCode, signal.number(), signal))
        .orElse("exit code " + exitCode);
  }

  /** Returns the signal that leads to this code; empty if there is none. */
  public static Optional<Signal> signal(int exitCode) {
    return Signal.of(exitCode - SIGNALLED);
  }

  /** Returns whether this signal leads to the code. */
  public static boolean isAfter(int exitCode, Signal signal) {
    return exitCode == SIGNALLED + signal.number();
  }
}
