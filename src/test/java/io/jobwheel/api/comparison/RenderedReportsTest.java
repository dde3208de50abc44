package io.jobwheel.api.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.comparison.report.ComparisonReport;
import io.jobwheel.comparison.report.Results;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonProgress;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import java.io.StringReader;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Comparisons as Markdown and as a picture. */
class RenderedReportsTest {

  private static final String EVIL = "<script>alert('&amp;\"')</script>| *x* \u0000\u202E\uD800";

  private static final ComparisonReport REPORT =
      Results.report(
          Results.totals("sequential", 6.9, 6.9, 7.1),
          Results.totals("event-loop", 3.0, 3.0, 3.1),
          Results.failing("thread-pool", 3.0, 3.0, 3.1));

  private static Comparison comparison(String type, ComparisonState state, String message) {
    ComparisonSpec spec =
        new ComparisonSpec(type, List.of(ExecutionMode.EVENT_LOOP), 3, 1, false, "[1]");
    return new Comparison(
        Jobs.newId(),
        new UUID(1, 1),
        spec,
        state,
        null,
        Jobs.NOW,
        Jobs.NOW,
        new ComparisonProgress(1, null),
        ComparisonResult.error("x", message));
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void thePictureHasABarForEachMode() throws Exception {
    String svg =
        new SvgReport(comparison("countdown", ComparisonState.COMPLETED, ""), REPORT).text();
    Document picture = parse(svg);
    NodeList bars = picture.getElementsByTagName("rect");
    assertThat(bars.getLength()).as("the ground and three bars").isEqualTo(4);
    double sequential = Double.parseDouble(((Element) bars.item(1)).getAttribute("width"));
    double eventLoop = Double.parseDouble(((Element) bars.item(2)).getAttribute("width"));
    assertThat(sequential / eventLoop).isBetween(2.29, 2.31);
    assertThat(svg)
        .contains(">6.90 s</text>", ">3.00 s</text>", ">3.00 s · failed jobs</text>")
        .doesNotContain("<style", "style=", "<script", "href", "<foreignObject");
    assertThat(svg.length()).isLessThan(6_000);
  }

  @Test
  void textIsEscapedInThePicture() throws Exception {
    String svg = new SvgReport(comparison(EVIL, ComparisonState.FAILED, EVIL), null).text();
    Document picture = parse(svg);
    assertThat(picture.getElementsByTagName("script").getLength()).isZero();
    assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
        .startsWith("<script>alert('&amp;\"')</script>| *x* \uFFFD\u202E\uFFFD");
  }

  @Test
  void theReportHasATableAndTheAdvice() {
    String markdown =
        new MarkdownReport(comparison("countdown", ComparisonState.COMPLETED, ""), REPORT).text();
    assertThat(markdown)
        .startsWith("# countdown: 3 jobs, 1 repeat\n\n**event-loop (median 3.00 s")
        .contains("| sequential | 6.90 s (6.90 s – 7.10 s) | ", "| – | 3 |\n")
        .contains("\n## Advice\n\n- ", "\n## Remarks\n\n- In mode thread-pool, 3 jobs")
        .contains("2 processors, 8192 MiB of memory");
  }

  @Test
  void textIsEscapedInTheReport() {
    String markdown =
        new MarkdownReport(comparison(EVIL, ComparisonState.INTERRUPTED, EVIL), null).text();
    assertThat(markdown)
        .contains("\\<script\\>", "\\| \\*x\\*", "interrupted: 1 of 2 rounds have ended.")
        .doesNotContain("\u0000");
  }
}
