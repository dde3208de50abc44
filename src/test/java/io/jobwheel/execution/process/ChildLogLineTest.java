package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class ChildLogLineTest {

  @Test
  void aFactIsOneLineWithItsIdsAndItsStackTrace() {
    ChildLogLine logged =
        new ChildLogLine(
            Level.WARN,
            Map.of("job", "0190", "attempt", "2", "node", "host/1", "traceId", "4bf9"),
            "Handler - it broke\njava.lang.Error: no\n\tat a.B.c(B.java:1)");

    String line = logged.encode();

    assertThat(line.lines()).hasSize(1);
    assertThat(ChildLogLine.parse(line)).contains(logged);
    assertThat(logged.lines())
        .containsExactly("WARN Handler - it broke", "java.lang.Error: no", "\tat a.B.c(B.java:1)");
  }

  @Test
  void whatTheHandlerPutsThereItselfStaysBehindAndIdsCannotBreakTheLine() {
    ChildLogLine logged =
        new ChildLogLine(Level.INFO, Map.of("mine", "x", "node", "a\u001fb\nc"), "Text - \u001f!");

    assertThat(ChildLogLine.parse(logged.encode()))
        .contains(new ChildLogLine(Level.INFO, Map.of("node", "abc"), "Text - \u001f!"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "what a body prints",
        "\u001f",
        "\u001fINFO",
        "\u001fLOUD\u001f\u001f\u001f\u001f\u001f\u001f\u001ftext",
        " \u001fINFO\u001f\u001f\u001f\u001f\u001f\u001f\u001ftext"
      })
  void anythingElseIsNoFact(String line) {
    assertThat(ChildLogLine.parse(line)).isEmpty();
  }
}
