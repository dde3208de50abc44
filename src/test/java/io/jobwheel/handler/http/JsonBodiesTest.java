package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.http.call.HttpHandler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON body reaches the server verbatim. */
@Timeout(60)
class JsonBodiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":1.50}",
        "{\"n\":1.0,\"m\":1,\"o\":-0.0,\"p\":-0,\"q\":100.0,\"r\":1e2,\"s\":1E+2}",
        "[1e400,-1e-400,1e999999999,0.1000000000000000055511151231257827021181583404541015625]",
        "12345678901234567890123456789012345678901234567890",
        "1.0",
        "1",
        "-1e5",
        "true",
        "null",
        "\"\"",
        "\"a \\u00e9 é \\/ / \\n \\ud83d\\ude00 \\\" \\\\\"",
        "{\"z\":1,\"a\":2,\"\":3}",
        "{ \"a\" :\t[ 1 ,\n 2 ] }",
        "[]",
        "{}",
        "[[[[{\"a\":[{}]}]]]]",
        "{\"text\":\"no\",\"json\":{\"json\":null},\"base64\":1}"
      })
  void aJsonBodyIsSentAsThePayloadHasIt(String json) throws Exception {
    for (String after : List.of("", " ", ",\"text\":null")) {
      assertThat(sent("{\"json\": %s%s}".formatted(json, after))).isEqualTo(json);
    }
  }

  private static String sent(String body) throws Exception {
    try (RawServer server = RawServer.saying(response("204 No Content", ""));
        Calls calls = Calls.onLoopback()) {
      JobTypes types = new JobTypes(List.of(calls.handler()));
      String payload =
          "{\"method\":\"POST\",\"body\":%s,\"url\":\"%s\"}".formatted(body, server.url("/"));
      assertThat(types.validate(HttpHandler.NAME, payload)).isEmpty();
      assertThat(types.run(HttpHandler.NAME, payload, new BlockingContext())).contains("204");
      return server.requests().getFirst().body();
    }
  }

  @Test
  void aJsonBodyIsStillReadStrictly() throws Exception {
    for (String wrong : List.of("{\"a\":1,\"a\":2}", "[01]", "{'a':1}", "[1", "NaN")) {
      try (Calls calls = Calls.onLoopback()) {
        JobTypes types = new JobTypes(List.of(calls.handler()));
        assertThat(
                types.validate(
                    HttpHandler.NAME,
                    "{\"method\":\"POST\",\"url\":\"http://127.0.0.1:8080/\",\"body\":{\"json\":%s}}"
                        .formatted(wrong)))
            .as(wrong)
            .isNotEmpty();
      }
    }
  }

  @Test
  void theSchemaAllowsAnyJson() throws Exception {
    try (Calls calls = Calls.onLoopback()) {
      String schema = new JobTypes(List.of(calls.handler())).schema(HttpHandler.NAME);
      JsonNode json = JsonMapper.shared().readTree(schema).at("/properties/body/properties/json");
      assertThat(json.isObject()).isTrue();
      assertThat(json.has("type")).isFalse();
      assertThat(json.has("properties")).isFalse();
    }
  }
}
