import java.util.Locale;

/**
 * How waiting jobs were drained.
 *
 * @param rate jobs a second
 * @param cpu the processor time of the node and of PostgreSQL for a job, in microseconds, with
 *     everything else that they did meanwhile
 */
record Drain(double rate, double cpu) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.0f jobs/s, %.0f µs of processor time for a job", rate, cpu);
  }
}
