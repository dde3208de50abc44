package io.jobwheel.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FieldError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonErrorsTest {

  record Inner(int whole) {}

  record Outer(
      String text,
      int whole,
      BigDecimal decimal,
      boolean flag,
      List<Inner> list,
      Inner object,
      Map<String, String> map,
      CompletionCondition choice,
      Thread other) {}

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"text\":[]} | text | must be a string",
        "{\"whole\":\"5\"} | whole | must be a whole number",
        "{\"whole\":99999999999} | whole | is out of range",
        "{\"decimal\":\"x\"} | decimal | must be a number",
        "{\"flag\":\"yes\"} | flag | must be true or false",
        "{\"list\":{}} | list | must be an array",
        "{\"list\":[{\"whole\":1},5]} | list[1] | must be an object",
        "{\"list\":[{\"whole\":1},{\"whole\":{}}]} | list[1].whole | must be a whole number",
        "{\"object\":[]} | object | must be an object",
        "{\"map\":5} | map | must be an object",
        "{\"choice\":\"NEVER\"} | choice "
            + "| must be one of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, FAIL_FAST]",
        "{\"object\":{\"whole\":1,\"size\":1}} | object.size | is not a known field; must be one of"
            + " [whole]",
        "[] | '' | must be an object"
      })
  void theFieldAndWhatIsExpectedAreNamedAndNoClass(String text, String field, String message) {
    JacksonException error =
        catchThrowableOfType(JacksonException.class, () -> json.readValue(text, Outer.class));

    assertThat(JsonErrors.fieldError(error)).isEqualTo(new FieldError(field, message));
  }
}
