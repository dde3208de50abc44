package io.jobwheel.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "ünïcödé", "日本語", "\uD83D\uDE00", "a\n\tb", "\\u001b", "שלום"})
  void whatIsPlainStays(String text) {
    assertThat(PlainText.of(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "000b", "000c", "000d", "001b", "007f", "0080", "0085", "009b", "00ad",
    "061c", "200b", "200e", "200f", "2028", "2029", "202a", "202e", "2066", "2069", "feff", "d83d",
    "de00"
  })
  void whatATerminalWouldObeyOrNotShowIsEscaped(String hex) {
    char character = (char) Integer.parseInt(hex, 16);

    assertThat(PlainText.of("a" + character + "b")).isEqualTo("a\\u" + hex + "b");
  }

  @Test
  void aCharacterBeyondTheFirstPlaneIsEscapedAsItsPair() {
    assertThat(PlainText.of("\uDB40\uDC41"))
        .isEqualTo("\\udb40\\udc41"); // a tag, which is invisible
  }
}
