package io.jobwheel.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";

  @Test
  void aHeaderIsReadAndWritten() {
    TraceParent read = TraceParent.parse(HEADER).orElseThrow();
    assertThat(read).isEqualTo(new TraceParent(TRACE, SPAN, true));
    assertThat(read.header()).isEqualTo(HEADER);
    assertThat(read).hasToString(HEADER);
  }

  @Test
  void onlyTheKnownFlagIsKept() {
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-fe"))
        .contains(new TraceParent(TRACE, SPAN, false));
    assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-03"))
        .contains(new TraceParent(TRACE, SPAN, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "cc", "fe"})
  void aVersionOfTheFutureIsReadAsFarAsThisOneGoes(String version) {
    String header = version + HEADER.substring(2);
    assertThat(TraceParent.parse(header)).contains(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.parse(header + "-what-the-future-brings"))
        .contains(new TraceParent(TRACE, SPAN, true));
    assertThat(TraceParent.parse(header + ".what")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b70-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz"
      })
  void whatIsNotValidIsNone(String header) {
    assertThat(TraceParent.parse(header)).isEmpty();
  }

  @Test
  void capitalsAndEndlessnessAndNothingAreNoHeader() {
    assertThat(TraceParent.parse(HEADER.toUpperCase(Locale.ROOT))).isEmpty();
    assertThat(TraceParent.parse("01" + HEADER.substring(2) + "-" + "x".repeat(1_000_000)))
        .isEmpty();
    assertThat(TraceParent.parse(null)).isEmpty();
  }

  @Test
  void itCannotBeMadeOfOtherIds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TraceParent(TRACE, "0000000000000000", true));
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent("x\r\n", SPAN, true));
  }
}
