package io.jobwheel.handler.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class BodyTruncationTest {

  private static final int LIMIT = 1_000;

  private static HttpResult answer(HttpResult.ResponseBody body) {
    return new HttpResult(
        200,
        "http://h/",
        0,
        "HTTP/1.1",
        Map.of("a", List.of("\"b\"")),
        body,
        false,
        new HttpResult.Timing(1, 2, 3));
  }

  private static int length(HttpResult answer) {
    return JsonMapper.shared().writeValueAsString(answer).length();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\"", "\\", "/", "\n", "\u0001", "\u007f", "ä", "😀", "x😀\n"})
  void aTextIsCutToWhatFitsAsJson(String piece) {
    String text = piece.repeat(2_000);
    HttpResult cut =
        new BodyTruncation(LIMIT).truncate(answer(new HttpResult.ResponseBody(text, null)));
    assertThat(cut.bodyTruncated()).isTrue();
    assertThat(length(cut)).isLessThanOrEqualTo(LIMIT);
    assertThat(cut.body().text()).hasSizeGreaterThan(100);
    assertThat(text).startsWith(cut.body().text());
    assertThat(cut.body().text().codePoints()).noneMatch(c -> c >= 0xd800 && c < 0xe000);
  }

  @Test
  void nothingIsLeftOutThatWouldFit() {
    HttpResult cut =
        new BodyTruncation(LIMIT)
            .truncate(answer(new HttpResult.ResponseBody("x".repeat(LIMIT), null)));
    assertThat(length(cut)).isBetween(LIMIT - 2, LIMIT); // the flag may be one character shorter
    int length = cut.body().text().length();
    HttpResult fits = answer(new HttpResult.ResponseBody("x".repeat(length), null));
    assertThat(new BodyTruncation(LIMIT).truncate(fits)).isSameAs(fits);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, -1}) // -1: nothing but slashes
  void bytesAreCutToWholeGroups(byte each) {
    byte[] bytes = new byte[2_000];
    Arrays.fill(bytes, each);
    HttpResult cut =
        new BodyTruncation(LIMIT)
            .truncate(
                answer(
                    new HttpResult.ResponseBody(null, Base64.getEncoder().encodeToString(bytes))));
    assertThat(cut.bodyTruncated()).isTrue();
    assertThat(length(cut)).isLessThanOrEqualTo(LIMIT);
    assertThat(Base64.getDecoder().decode(cut.body().base64()))
        .hasSizeGreaterThan(100)
        .containsOnly(each);
  }

  @Test
  void aBodyThatExceedsTheBudgetReleasesItsReservation() {
    HttpResult cut =
        new BodyTruncation(10).truncate(answer(new HttpResult.ResponseBody("x", null)));
    assertThat(cut.body().text()).isEmpty();
    assertThat(cut.bodyTruncated()).isTrue();
  }
}
