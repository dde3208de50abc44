package io.jobwheel.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FieldError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Values of another type than their field are rejected, not converted. */
class StrictJsonTest {

  record Part(int whole) {
    Part {
      if (whole == 13) {
        throw new IllegalArgumentException("must not be 13");
      }
    }
  }

  record All(
      @Nullable Integer boxed,
      @Nullable Long longer,
      @Nullable Short shorter,
      @Nullable BigInteger big,
      @Nullable Double fraction,
      @Nullable Float single,
      @Nullable BigDecimal decimal,
      @Nullable Boolean flag,
      @Nullable String text,
      @Nullable CompletionCondition choice,
      @Nullable Duration duration,
      @Nullable Instant time,
      @Nullable UUID id,
      @Nullable URI uri,
      @Nullable Part object,
      @Nullable List<String> list,
      int @Nullable [] array,
      @Nullable Map<String, Integer> map,
      @Nullable JsonNode any) {}

  record Primitives(
      int whole,
      long longer,
      double fraction,
      float single,
      boolean flag,
      byte tiny,
      char letter) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "boxed | 10.9 | must be a whole number",
        "boxed | 10.0 | must be a whole number",
        "boxed | 1e1 | must be a whole number",
        "boxed | \"1\" | must be a whole number",
        "boxed | \"\" | must be a whole number",
        "boxed | \" \" | must be a whole number",
        "boxed | true | must be a whole number",
        "boxed | [1] | must be a whole number",
        "boxed | [] | must be a whole number",
        "boxed | {} | must be a whole number",
        "boxed | 2147483648 | is out of range",
        "longer | 1.5 | must be a whole number",
        "longer | 1e2 | must be a whole number",
        "longer | 9223372036854775808 | is out of range",
        "longer | \"5\" | must be a whole number",
        "shorter | 40000 | is out of range",
        "big | 1.5 | must be a whole number",
        "big | \"5\" | must be a whole number",
        "fraction | \"1.5\" | must be a number",
        "fraction | \"NaN\" | must be a number",
        "fraction | \"Infinity\" | must be a number",
        "fraction | \"\" | must be a number",
        "fraction | 1e999 | is out of range",
        "fraction | true | must be a number",
        "fraction | [1.5] | must be a number",
        "single | \"NaN\" | must be a number",
        "single | 1e99 | is out of range",
        "decimal | \"1.5\" | must be a number",
        "decimal | \"NaN\" | must be a number",
        "flag | 1 | must be true or false",
        "flag | 0.0 | must be true or false",
        "flag | \"true\" | must be true or false",
        "flag | \"\" | must be true or false",
        "flag | [true] | must be true or false",
        "text | 5 | must be a string",
        "text | 5.5 | must be a string",
        "text | true | must be a string",
        "text | [\"a\"] | must be a string",
        "text | {} | must be a string",
        "choice | 0 | 'must be one of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION,"
            + " FAIL_FAST]'",
        "choice | \"0\" | 'must be one of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION,"
            + " FAIL_FAST]'",
        "choice | \"\" | 'must be one of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION,"
            + " FAIL_FAST]'",
        "choice | \"fail_fast\" | 'must be one of [ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION,"
            + " FAIL_FAST]'",
        "choice | \" FAIL_FAST\" | 'must be one of [ALL_COMPLETED, FIRST_COMPLETED,"
            + " FIRST_EXCEPTION, FAIL_FAST]'",
        "id | \"\" | must be a UUID",
        "id | \"x\" | must be a UUID",
        "id | 5 | must be a UUID",
        "uri | \"\" | must be a URI",
        "time | \"\" | must be a time such as 2027-01-31T08:00:00Z",
        "time | \"soon\" | must be a time such as 2027-01-31T08:00:00Z",
        "object | \"\" | must be an object",
        "object | [] | must be an object",
        "object | [{\"whole\":1}] | must be an object",
        "object | 5 | must be an object",
        "list | \"a\" | must be an array",
        "list | \"\" | must be an array",
        "list | {} | must be an array",
        "array | 1 | must be an array",
        "array | \"\" | must be an array",
        "map | \"\" | must be an object",
        "map | [] | must be an object"
      })
  void nothingIsConverted(String field, String value, String message) {
    assertThat(check(All.class, "{\"%s\":%s}".formatted(field, value)))
        .containsExactly(new FieldError(field, message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"object\":{\"whole\":1.0}} | object.whole",
        "{\"object\":{\"whole\":null}} | object.whole",
        "{\"object\":{\"whole\":1,\"size\":2}} | object.size",
        "{\"object\":{\"whole\":13}} | object",
        "{\"array\":[1,2.5]} | array[1]",
        "{\"array\":[1,\"2\"]} | array[1]",
        "{\"array\":[1,null]} | array[1]",
        "{\"list\":[\"a\",5]} | list[1]",
        "{\"map\":{\"a\":1.5}} | map.a",
        "{\"Boxed\":1} | Boxed"
      })
  void valuesWithinAreReadTheSame(String payload, String field) {
    assertThat(check(All.class, payload)).extracting(FieldError::field).containsExactly(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "longer", "fraction", "single", "flag", "tiny", "letter"})
  void aPrimitiveIsNeitherNullNorOmitted(String field) {
    String all =
        "{\"whole\":1,\"longer\":1,\"fraction\":1,\"single\":1,\"flag\":true,\"tiny\":1,\"letter\":\"a\"}";
    assertThat(check(Primitives.class, all)).isEmpty();

    for (String wrong :
        List.of(
            all.replaceFirst("\"" + field + "\":[^,}]+", "\"" + field + "\":null"),
            all.replaceFirst("\"" + field + "\":[^,}]+,?", "").replace(",}", "}"))) {
      assertThat(check(Primitives.class, wrong))
          .as(wrong)
          .extracting(FieldError::field)
          .containsExactly(field);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"boxed\":1,\"boxed\":2}",
        "{\"any\":{\"a\":1,\"a\":2}}",
        "{} {}",
        "{}]",
        "{\"boxed\":NaN}",
        "{\"boxed\":+1}",
        "{\"boxed\":01}",
        "{\"boxed\":0x1}",
        "{\"boxed\":1,}",
        "{'boxed':1}",
        "{\"fraction\":Infinity}"
      })
  void malformedJsonIsRefused(String payload) {
    assertThat(check(All.class, payload)).hasSize(1);
  }

  @Test
  void aValueOfTheRightTypeIsRead() {
    assertThat(
            check(
                All.class,
                """
                {"boxed":-1,"longer":9223372036854775807,"shorter":1,"big":123456789012345678901234567890,
                 "fraction":1,"single":1.5e3,"decimal":1e400,"flag":false,"text":"","choice":"FAIL_FAST",
                 "duration":"1s","time":"2027-01-31T08:00:00Z","id":"019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f",
                 "uri":"http://x/","object":{"whole":0},"list":[""],"array":[1],"map":{"":1},"any":[null]}
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"`", "\\\"", "{}", "`int`", "'", "(class java.lang.String)", "]; line: 1"})
  void theInputOfAClientIsNotPartOfTheMessage(String value) {
    String plain = check(All.class, "{\"boxed\":\"x\"}").getFirst().message();

    assertThat(check(All.class, "{\"boxed\":\"%s\"}".formatted(value)))
        .containsExactly(new FieldError("boxed", plain));
    assertThat(check(Part.class, "{\"whole\":13}").getFirst().message())
        .isEqualTo("must not be 13");
  }

  private static <T> List<FieldError> check(Class<T> type, String payload) {
    JobHandler<T, String> handler =
        new JobHandler<>() {
          @Override
          public JobType<T> type() {
            return JobType.ioBound("strict", "For a test.", type);
          }

          @Override
          public String run(T read, JobContext context) {
            return "";
          }
        };
    return new JobTypes(List.of(handler)).validate("strict", payload);
  }
}
