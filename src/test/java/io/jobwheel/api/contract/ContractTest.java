package io.jobwheel.api.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of responses finds what the document does not describe. */
class ContractTest {

  private static void check(int status, String type, String body) {
    Contract.check(
        "POST",
        "/api/v1/jobs:batch",
        status,
        HttpHeaders.of(Map.of("Content-Type", List.of(type)), (_, _) -> true),
        body);
  }

  @Test
  void aResponseThatIsDescribedPasses() {
    assertThatCode(() ->
            check(
                202,
                "application/json",
                "{\"accepted\":1,\"rejected\":0,\"items\":[{\"state\":\"QUEUED\"}]}"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          202 | application/json | {"accepted":1,"rejected":0}
          202 | application/json | {"accepted":1,"rejected":0,"items":[],"more":1}
          202 | application/json | {"accepted":"1","rejected":0,"items":[]}
          202 | application/json | {"accepted":1,"rejected":0,"items":[{"state":"LOST"}]}
          202 | text/plain       | {"accepted":1,"rejected":0,"items":[]}
          201 | application/json | {"accepted":1,"rejected":0,"items":[]}
          400 | application/json | {"type":"about:blank"}
          400 | application/problem+json | {"type":"about:blank","title":"a","status":400,"detail":"b"}
          """)
  void aResponseThatIsNotDescribedFails(int status, String type, String body) {
    assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> check(status, type, body));
  }
}
