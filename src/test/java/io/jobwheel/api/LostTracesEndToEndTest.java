package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jobwheel.LogCapture;
import io.jobwheel.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A node whose trace collector is unreachable. */
@Timeout(120)
@TestPropertySource(
    properties = {
      "management.tracing.sampling.probability=1.0",
      "management.opentelemetry.tracing.export.schedule-delay=10ms",
      "management.opentelemetry.tracing.export.otlp.timeout=100ms",
      "management.opentelemetry.tracing.export.max-queue-size=16",
      "management.opentelemetry.tracing.export.max-batch-size=8"
    })
class LostTracesEndToEndTest extends EndToEndTestCase {

  @DynamicPropertySource
  static void closedPort(DynamicPropertyRegistry properties) throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort(); // closed: nothing listens there
    }
    properties.add(
        "management.opentelemetry.tracing.export.otlp.endpoint",
        () -> "http://127.0.0.1:%d/v1/traces".formatted(port));
  }

  @Test
  void jobsContinueAndTheLossIsLoggedOnceAndCounted() throws Exception {
    try (LogCapture log = new LogCapture()) {
      int threads = Thread.activeCount();
      for (int round = 0; round < 30; round++) {
        String[] more = new String[50]; // than may wait to be sent
        Arrays.fill(more, countdown("A", "1ms"));
        String group = group("event-loop", "ALL_COMPLETED", more);
        assertThat(postAndWait("/api/v1/groups", group).statusCode()).isEqualTo(200);
      }

      ILoggingEvent said = log.await("traces - cannot be sent");

      assertThat(said.getLevel()).isEqualTo(Level.WARN);
      assertThat(said.getFormattedMessage())
          .contains("management.opentelemetry.tracing.export.otlp.endpoint");
      List<ILoggingEvent> ofTraces = // a busy machine may log other events
          log.events().stream().filter(LostTracesEndToEndTest::isOfTraces).toList();
      assertThat(ofTraces).containsExactly(said);
      assertThat(Thread.activeCount()).isLessThan(threads + 50);
      Scrape scrape = new Scrape(api.get("/actuator/prometheus").body());
      assertThat(scrape.value("jobwheel_trace_spans_lost_total{reason=\"queue-full\"}"))
          .isBetween(1.0, 1_600.0); // of 1,500 runs and their submits
      assertThat(scrape.value("jobwheel_trace_spans_lost_total{reason=\"not-sent\"}"))
          .isBetween(1.0, 1_600.0);
    }
  }

  private static boolean isOfTraces(ILoggingEvent event) {
    return event.getLoggerName().startsWith("io.opentelemetry")
        || event.getFormattedMessage().startsWith("traces - ");
  }
}
