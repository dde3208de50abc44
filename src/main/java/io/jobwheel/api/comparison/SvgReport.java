package io.jobwheel.api.comparison;

import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.comparison.report.ModeResult;
import io.jobwheel.comparison.report.Spread;
import io.jobwheel.store.comparison.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws a comparison: a bar for the median total of each mode, and a line from the shortest to the
 * longest repeat. The picture has its own white ground and no style sheet, so that it looks the
 * same on a dark page and under a strict Content-Security-Policy.
 */
final class SvgReport {

  private static final int WIDTH = 760;
  private static final int MARGIN = 24;
  private static final int BAR_LEFT = 160;
  private static final int BAR_RIGHT = 640;
  private static final int ROW = 40;
  private static final int BAR = 20;
  private static final int LINE = 18;
  private static final int LINE_LENGTH = 96;

  private static final String INK = "#1f2933";
  private static final String FAINT = "#52606d";
  private static final String BEST = "#2b6cb0";
  private static final String SLOWER = "#9aa5b1";
  private static final String FAILED = "#b7791f";

  private final Comparison comparison;
  private final @Nullable ComparisonReport report;
  private final StringBuilder shapes = new StringBuilder();

  // the lower end of what is drawn
  private int y = MARGIN;

  /**
   * Creates a renderer.
   *
   * @param report null if the comparison is not completed, which is then said instead
   */
  SvgReport(Comparison comparison, @Nullable ComparisonReport report) {
    this.comparison = comparison;
    this.report = report;
  }

  String text() {
    String title = ReportTexts.title(comparison);
    line(title, INK, 17, "600");
    if (report == null) {
      paragraph(ReportTexts.status(comparison), INK);
    } else {
      line(
          "Median time until the last job has ended, and the range of the repeats",
          FAINT,
          12,
          "400");
      y += 8;
      double longest =
          report.modes().stream().mapToDouble(mode -> mode.totalSeconds().max()).max().orElse(1);
      report.modes().forEach(mode -> bar(mode, report, longest));
      y += 10;
      paragraph(report.verdict().reason(), INK);
      paragraph(ReportTexts.host(report.host()), FAINT);
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
    font-family="system-ui, sans-serif" role="img">
    <title>%3$s</title>
    <rect width="%1$d" height="%2$d" fill="#ffffff"/>
    %4$s</svg>
    """
        .formatted(WIDTH, y + MARGIN, escape(title), shapes);
  }

  private void bar(ModeResult mode, ComparisonReport all, double longest) {
    Spread total = mode.totalSeconds();
    double scale = (BAR_RIGHT - BAR_LEFT) / Math.max(longest, 1e-9);
    double median = BAR_LEFT + total.median() * scale;
    double min = BAR_LEFT + total.min() * scale;
    double max = BAR_LEFT + total.max() * scale;
    int middle = y + ROW / 2;
    boolean failed = mode.failed() > 0;
    String colour = failed ? FAILED : all.verdict().best().contains(mode.mode()) ? BEST : SLOWER;
    text(BAR_LEFT - 12, middle + 5, mode.mode(), INK, 14, "400", "end");
    shapes.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
            BAR_LEFT,
            middle - BAR / 2,
            Math.max(median - BAR_LEFT, 1),
            BAR,
            colour));
    shapes.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %dH%.1fM%.1f %dv10M%.1f %dv10\" stroke=\"%s\" stroke-width=\"1.5\""
                + " fill=\"none\"/>\n",
            min,
            middle,
            max,
            min,
            middle - 5,
            max,
            middle - 5,
            INK));
    String label = ReportTexts.time(total.median()) + (failed ? " · failed jobs" : "");
    text((int) max + 10, middle + 5, label, INK, 14, "600", "start");
    y += ROW;
  }

  private void line(String content, String colour, int size, String weight) {
    y += LINE;
    text(MARGIN, y, content, colour, size, weight, "start");
    y += 4;
  }

  private void paragraph(String content, String colour) {
    y += 4;
    for (String part : wrap(content)) {
      y += LINE;
      text(MARGIN, y, part, colour, 13, "400", "start");
    }
  }

  private void text(
      int x, int baseline, String content, String colour, int size, String weight, String anchor) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" fill=\"%s\" font-size=\"%d\" font-weight=\"%s\""
                + " text-anchor=\"%s\">%s</text>\n",
            x,
            baseline,
            colour,
            size,
            weight,
            anchor,
            escape(content)));
  }

  private static List<String> wrap(String content) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : content.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + word.length() >= LINE_LENGTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Escapes text, and replaces what XML cannot have. */
  static String escape(String plain) {
    return plain
        .replaceAll(
            "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
