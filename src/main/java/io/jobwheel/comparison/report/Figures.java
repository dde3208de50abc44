package io.jobwheel.comparison.report;

import java.util.Locale;

/** Writes figures for people. */
public final class Figures {

  private static final double KIBI = 1024;

  private Figures() {}

  /** Returns a time with three significant digits and its unit, such as {@code 3.01 s}. */
  public static String seconds(double seconds) {
    if (seconds >= 1) {
      return digits(seconds) + " s";
    }
    return seconds >= 0.001 ? digits(seconds * 1e3) + " ms" : digits(seconds * 1e6) + " µs";
  }

  /** Returns a size in mebibytes, such as {@code 142 MiB}. */
  public static String mebibytes(double bytes) {
    return digits(bytes / KIBI / KIBI) + " MiB";
  }

  private static String digits(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
