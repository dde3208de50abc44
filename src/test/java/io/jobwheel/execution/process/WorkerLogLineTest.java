package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class WorkerLogLineTest {

  @Test
  void aFactIsOneLineWithItsIdsAndItsStackTrace() {
    WorkerLogLine logged =
        new WorkerLogLine(
            Level.WARN,
            Map.of("job", "0190", "attempt", "2", "node", "host/1", "traceId", "4bf9"),
            "Handler - it broke\njava.lang.Error: no\n\tat a.B.c(B.java:1)");

    String line = logged.encode();

    assertThat(line.lines()).hasSize(1);
    assertThat(WorkerLogLine.parse(line)).contains(logged);
    assertThat(logged.lines())
        .containsExactly("WARN Handler - it broke", "java.lang.Error: no", "\tat a.B.c(B.java:1)");
  }

  @Test
  void whatTheHandlerPutsThereItselfStaysBehindAndIdsCannotBreakTheLine() {
    WorkerLogLine logged =
        new WorkerLogLine(Level.INFO, Map.of("mine", "x", "node", "a\u001fb\nc"), "Text - \u001f!");

    assertThat(WorkerLogLine.parse(logged.encode()))
        .contains(new WorkerLogLine(Level.INFO, Map.of("node", "abc"), "Text - \u001f!"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "what a handler prints",
        "\u001f",
        "\u001fINFO",
        "\u001fLOUD\u001f\u001f\u001f\u001f\u001f\u001f\u001ftext",
        " \u001fINFO\u001f\u001f\u001f\u001f\u001f\u001f\u001ftext"
      })
  void anythingElseIsNoFact(String line) {
    assertThat(WorkerLogLine.parse(line)).isEmpty();
  }
}
