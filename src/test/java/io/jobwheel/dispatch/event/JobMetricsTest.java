package io.jobwheel.dispatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.dispatch.event.JobEvent.JobsSubmitted;
import io.jobwheel.dispatch.recovery.NodeFaultsTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Type names cannot break a line of a scrape, and the number of meters is bounded. */
@Timeout(60)
class JobMetricsTest {

  /** A sample of the exposition format. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-z_]+=\"([^\"\\\\\n"
              + "]|\\\\[\\\\\"n])*\",?)*\\})? [-+0-9.eEInfNa]+");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JobMetrics metrics = new JobMetrics(registry);

  private void submitted(String type) {
    metrics.onEvent(new JobsSubmitted(List.of(NodeFaultsTest.runningJobOf(type, 1))));
  }

  @Test
  void tenThousandTypesHaveAHundredNamesAndOther() throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      IntStream.range(0, 10_000).forEach(n -> threads.execute(() -> submitted("type-" + n)));
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    Set<String> types = new HashSet<>();
    double submitted = 0;
    for (Meter meter : registry.getMeters()) {
      String type = meter.getId().getTag("type");
      if (type != null) {
        types.add(type);
      }
    }
    for (var counter : registry.get(JobMetrics.SUBMITTED).counters()) {
      submitted += counter.count();
    }
    assertThat(types).hasSize(BoundedLabels.MAX_NAMED + 1).contains(BoundedLabels.OTHER);
    assertThat(submitted).as("none is lost").isEqualTo(10_000);
    assertThat(registry.getMeters()).hasSizeLessThan(2700);
  }

  @Test
  void aTypeThatHasItsNameKeepsIt() {
    IntStream.range(0, 200).forEach(n -> submitted("type-" + n));
    submitted("type-7");
    assertThat(registry.get(JobMetrics.SUBMITTED).tag("type", "type-7").counter().count())
        .isEqualTo(2);
    assertThat(registry.get(JobMetrics.SUBMITTED).tag("type", "other").counter().count())
        .isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "say \"hello\"",
        "back\\slash",
        "ends with \\",
        "two\nlines",
        "two\r\nlines",
        "{a=\"b\"}",
        "a b,c=d # HELP",
        "Grüße, 東京, 🛞",
        "\u0000\u0001\u007f",
        ""
      })
  void oddCharactersStayInsideTheirLabel(String type) {
    submitted(type);
    String scrape = registry.scrape();
    List<String> samples = List.of(scrape.split("\n"));
    assertThat(samples).anyMatch(line -> line.startsWith("jobwheel_jobs_submitted_total{"));
    assertThat(samples)
        .filteredOn(line -> !line.startsWith("#"))
        .isNotEmpty()
        .allMatch(line -> SAMPLE.matcher(line).matches());
  }
}
