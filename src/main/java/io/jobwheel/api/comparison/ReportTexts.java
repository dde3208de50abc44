package io.jobwheel.api.comparison;

import static io.jobwheel.comparison.report.Figures.mebibytes;

import io.jobwheel.comparison.report.Figures;
import io.jobwheel.comparison.report.HostFacts;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sentences that the texts and the picture of a comparison share. Not escaped. */
final class ReportTexts {

  private ReportTexts() {}

  static String title(Comparison comparison) {
    ComparisonSpec spec = comparison.spec();
    return "%s: %s, %s"
        .formatted(spec.type(), count(spec.jobs(), "job"), count(spec.repeats(), "repeat"));
  }

  private static String count(int number, String noun) {
    return "%d %s%s".formatted(number, noun, number == 1 ? "" : "s");
  }

  /** Returns the state of a comparison that has no report. */
  static String status(Comparison comparison) {
    ComparisonResult result = comparison.result();
    String message = result == null ? null : result.errorMessage();
    return "%s: %d of %d rounds have ended.%s"
        .formatted(
            comparison.state().name().toLowerCase(Locale.ROOT),
            comparison.done(),
            comparison.spec().rounds(),
            message == null ? "" : " " + message);
  }

  /** Returns a time, of which 0 has no smaller unit. */
  static String time(double seconds) {
    return seconds == 0 ? "0 s" : Figures.seconds(seconds);
  }

  static String host(HostFacts host) {
    List<String> facts = new ArrayList<>();
    facts.add(count(host.processors(), "processor"));
    if (host.memoryBytes() != null) {
      facts.add("%s of memory".formatted(mebibytes((double) host.memoryBytes())));
    }
    facts.add("heap of at most " + mebibytes((double) host.heapBytes()));
    facts.add(host.system());
    facts.add("Java " + host.javaVersion());
    if (host.serviceVersion() != null) {
      facts.add("Jobwheel " + host.serviceVersion());
    }
    if (host.otherNodes() > 0) {
      facts.add(count(host.otherNodes(), "other node"));
    }
    return String.join(", ", facts);
  }
}
