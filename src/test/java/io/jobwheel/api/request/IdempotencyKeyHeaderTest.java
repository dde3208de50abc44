package io.jobwheel.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.api.problem.BadParameterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class IdempotencyKeyHeaderTest {

  private static MockHttpServletRequest request(String... lines) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    for (String line : lines) {
      request.addHeader("Idempotency-Key", line);
    }
    return request;
  }

  @Test
  void aRequestMayHaveNoKey() {
    assertThat(IdempotencyKeyHeader.of(request())).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          abc       | abc
          "abc"     | abc
          a=b;c     | a=b;c
          "a\\"b"   | a"b
          "a\\\\b"  | a\\b
          ~!        | ~!
          """)
  void aKeyIsTheSameWithAndWithoutQuotes(String line, String key) {
    assertThat(IdempotencyKeyHeader.of(request(line))).isEqualTo(key);
  }

  @Test
  void aKeyMayBe255CharactersLong() {
    String longest = "k".repeat(255);
    assertThat(IdempotencyKeyHeader.of(request(longest))).isEqualTo(longest);
    assertThat(IdempotencyKeyHeader.of(request('"' + longest + '"'))).isEqualTo(longest);
    assertInvalid(longest + "k");
    assertInvalid('"' + longest + "k\"");
    String escaped = "\\\\".repeat(255);
    assertThat(IdempotencyKeyHeader.of(request('"' + escaped + '"'))).isEqualTo("\\".repeat(255));
  }

  @Test
  void aKeyThatFillsTheHeadersIsInvalid() {
    String key = "k".repeat(8_000);
    assertInvalid(key);
    assertInvalid('"' + key + '"');
    assertInvalid('"' + "\\\"".repeat(4_000) + '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"\"",
        " ",
        "\"",
        "\"a",
        "a\"",
        "a b",
        "\"a b\"",
        "a\tb",
        "a\u0001",
        "é",
        "\"\\a\"",
        "a\\b",
        "\"a\"b\"",
        "\"a\";x=1"
      })
  void otherTextIsNoKey(String line) {
    assertInvalid(line);
  }

  @Test
  void twoKeysAreAnError() {
    assertThatExceptionOfType(BadParameterException.class)
        .isThrownBy(() -> IdempotencyKeyHeader.of(request("a", "a")))
        .withMessage("Idempotency-Key must not be repeated.");
  }

  private static void assertInvalid(String line) {
    assertThatExceptionOfType(BadParameterException.class)
        .as(line)
        .isThrownBy(() -> IdempotencyKeyHeader.of(request(line)))
        .withMessageStartingWith("Idempotency-Key must be 1 to 255 visible ASCII characters");
  }
}
