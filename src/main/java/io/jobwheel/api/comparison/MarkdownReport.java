package io.jobwheel.api.comparison;

import static io.jobwheel.comparison.report.Figures.mebibytes;

import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.comparison.report.HostFacts;
import io.jobwheel.comparison.report.ModeResult;
import io.jobwheel.comparison.report.Spread;
import io.jobwheel.store.comparison.Comparison;
import java.util.List;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/** Writes a comparison as Markdown, to be pasted into an issue or a pull request. */
final class MarkdownReport {

  private final Comparison comparison;
  private final @Nullable ComparisonReport report;
  private final StringBuilder text = new StringBuilder();

  /**
   * Creates a writer.
   *
   * @param report null if the comparison is not completed
   */
  MarkdownReport(Comparison comparison, @Nullable ComparisonReport report) {
    this.comparison = comparison;
    this.report = report;
  }

  String text() {
    text.append("# ").append(escape(ReportTexts.title(comparison))).append("\n\n");
    if (report == null) {
      text.append(escape(ReportTexts.status(comparison))).append('\n');
      return text.toString();
    }
    text.append("**").append(escape(report.verdict().reason())).append("**\n\n");
    table(report.modes());
    list("Advice", report.advice());
    list("Remarks", report.remarks());
    host(report.host());
    return text.toString();
  }

  private void table(List<ModeResult> modes) {
    text.append(
        """
        Medians, with the least and the greatest of the repeats:

        | mode | total | wait | run | processor time | loop delay (99 %) | memory of workers | failed |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """);
    for (ModeResult mode : modes) {
      text.append("| ")
          .append(escape(mode.mode()))
          .append(cell(mode.totalSeconds(), ReportTexts::time))
          .append(cell(mode.waitSeconds(), ReportTexts::time))
          .append(cell(mode.runSeconds(), ReportTexts::time))
          .append(cell(mode.processorSeconds(), ReportTexts::time))
          .append(cell(mode.loopDelaySeconds(), ReportTexts::time))
          .append(cell(mode.workerMemoryBytes(), bytes -> mebibytes(bytes)))
          .append(" | ")
          .append(mode.failed())
          .append(" |\n");
    }
  }

  private static String cell(@Nullable Spread spread, DoubleFunction<String> figure) {
    return spread == null
        ? " | –"
        : " | %s (%s – %s)"
            .formatted(
                figure.apply(spread.median()),
                figure.apply(spread.min()),
                figure.apply(spread.max()));
  }

  private void list(String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      text.append("\n## ").append(title).append("\n\n");
      sentences.forEach(sentence -> text.append("- ").append(escape(sentence)).append('\n'));
    }
  }

  private void host(HostFacts host) {
    text.append("\n## Host\n\n").append(escape(ReportTexts.host(host))).append('\n');
  }

  /** Escapes what has a meaning in Markdown or HTML, and line breaks. */
  private static String escape(String plain) {
    return plain
        .replaceAll("[\\p{Cntrl}]+", " ")
        .replaceAll("([\\\\`*_{}\\[\\]<>#|~&!])", "\\\\$1");
  }
}
