import java.io.IOException;

/**
 * A value of a page, as {@code live.add} of the console adds it.
 *
 * @param period milliseconds from an answer to the next call; 0 for one call only
 */
record Source(long period, Load load) {

  /** Makes a call, or none if nothing has to be asked for. */
  @FunctionalInterface
  interface Load {
    void from(Calls calls) throws IOException, InterruptedException;
  }

  static Source of(long period, String path) {
    return new Source(period, calls -> calls.send(path, ""));
  }
}
