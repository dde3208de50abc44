import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The drains of all rounds, without or with tabs. */
record Drains(List<Drain> drains) {

  /** Returns the rates and processor times. */
  @Override
  public String toString() {
    return spread(figures(Drain::rate), "%.0f", " jobs/s")
        + ", "
        + spread(figures(Drain::cpu), "%.0f", " µs of processor time for a job");
  }

  /** Returns what these lose against others, round by round. */
  String lossAgainst(Drains others) {
    double[] lost = percent(others, Drain::rate);
    Arrays.setAll(lost, round -> -lost[round]);
    return spread(lost, "%.1f", " %% of the rate lost")
        + ", "
        + spread(percent(others, Drain::cpu), "%.1f", " %% more processor time");
  }

  private double[] percent(Drains others, ToDoubleFunction<Drain> figure) {
    double[] more = figures(figure);
    double[] less = others.figures(figure);
    Arrays.setAll(more, round -> 100 * (more[round] / less[round] - 1));
    return more;
  }

  private double[] figures(ToDoubleFunction<Drain> figure) {
    return drains.stream().mapToDouble(figure).toArray();
  }

  /** Returns the median, and in brackets the least and the most. */
  private static String spread(double[] figures, String form, String unit) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return String.format(
        Locale.ROOT,
        form + unit + " (" + form + " to " + form + ")",
        median,
        sorted[0],
        sorted[sorted.length - 1]);
  }
}
