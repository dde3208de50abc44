package io.jobwheel.eventloop;

/** How far the search goes: a short form by default, a long one with {@code -Draces=long}. */
final class Bounds {

  private static final boolean LONG = "long".equals(System.getProperty("races"));

  static final int SCENARIOS = LONG ? 100 : 5;
  static final int INVOCATIONS = LONG ? 10_000 : Integer.getInteger("inv", 500);

  private Bounds() {}
}
