package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobHandler;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/** Requests for comparisons that are refused, on a whole service. Nothing of them is stored. */
class BadComparisonsEndToEndTest extends EndToEndTestCase {

  private static final String COMPARISONS = "/api/v1/comparisons";
  private static final String UNKNOWN = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  /** A type that runs in one mode only. */
  @TestConfiguration
  static class FewModes {

    @Bean
    JobHandler<?, ?> anything() {
      return new AnythingHandler();
    }
  }

  private HttpResponse<String> compare(String body) {
    return api.post(COMPARISONS, body);
  }

  private HttpResponse<String> delete(String location) {
    return api.send(api.request(location).DELETE());
  }

  private JsonNode all() {
    return json(api.get(COMPARISONS)).path("items");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                     | type,payload",
        "{'type':'nothing','payload':{}}                        | type",
        "{'type':'webhook','payload':{}}                        | type",
        "{'type':'countdown'}                                   | payload",
        "{'type':'countdown','payload':null}                    | payload",
        "{'type':'countdown','payload':{'name':'A'}}            | payload.delay",
        "{'type':'countdown','payloads':[]}                     | payloads",
        "{'type':'countdown','payloads':[OK,{'name':'A','delay':'-1s'},null]} |"
            + " payloads[1].delay,payloads[2]",
        "{'type':'countdown','payload':OK,'payloads':[OK]}      | payloads",
        "{'type':'countdown','payloads':[OK],'jobs':1}          | jobs",
        "{'type':'countdown','payload':OK,'jobs':0}             | jobs",
        "{'type':'countdown','payload':OK,'jobs':1001}          | jobs",
        "{'type':'countdown','payload':OK,'repeats':0}          | repeats",
        "{'type':'countdown','payload':OK,'repeats':21}         | repeats",
        "{'type':'countdown','payload':OK,'jobs':1000,'repeats':20} | jobs",
        "{'type':'countdown','payload':OK,'modes':[]}           | modes",
        "{'type':'countdown','payload':OK,'modes':['fast']}     | modes[0]",
        "{'type':'countdown','payload':OK,'modes':[null]}       | modes[0]",
        "{'type':'countdown','payload':OK,'modes':['event-loop','event-loop']} | modes[1]",
        "{'type':'countdown','payload':OK,'modes':['process-pool']} | modes[0]",
        "{'type':'countdown','payload':OK,'colour':'red'}       | colour",
        "{'type':'countdown','payload':OK,'jobs':'3'}           | jobs",
        "{'type':'countdown','payload':OK,'force':'yes'}        | force",
      })
  void aBadRequestIsRefusedAndStoresNothing(String body, String expected) {
    int before = all().size();
    String request = body.replace("OK", "{'name':'A','delay':'1ms'}").replace('\'', '"');
    JsonNode problem = problem(compare(request), 400, "invalid-request");
    assertThat(fields(problem)).containsExactlyInAnyOrder(expected.split(","));
    assertThat(all().size()).isEqualTo(before);
  }

  @Test
  void aModeThatTheTypeDoesNotOfferIsRefused() {
    JsonNode problem =
        problem(
            compare(
                "{\"type\":\"anything\",\"payload\":{},\"modes\":[\"thread-pool\",\"sequential\"]}"),
            400,
            "invalid-request");
    assertThat(fields(problem)).containsExactly("modes[1]");
  }

  @Test
  void largePayloadsAreRefused() {
    String name = "\"" + "x".repeat(300_000) + "\"";
    JsonNode problem =
        problem(
            compare("{\"type\":\"anything\",\"payload\":{\"note\":%s}}".formatted(name)),
            400,
            "invalid-request");
    assertThat(fields(problem)).containsExactly("payload");
    String less = "\"" + "x".repeat(100_000) + "\"";
    JsonNode round =
        problem(
            compare(
                "{\"type\":\"anything\",\"jobs\":50,\"payload\":{\"note\":%s}}".formatted(less)),
            400,
            "invalid-request");
    assertThat(text(round, "/errors/0/message")).contains("all jobs of a round");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "POST"})
  void onlyAComparisonThatExistsIsFound(String method) {
    for (List<String> each :
        List.of(
            List.of(UNKNOWN, "404", "not-found"), List.of("no-id", "400", "invalid-parameter"))) {
      String path = COMPARISONS + "/" + each.getFirst();
      HttpResponse<String> response =
          switch (method) {
            case "GET" -> api.get(path);
            case "DELETE" -> delete(path);
            default -> api.post(path + ":cancel", "");
          };
      problem(response, Integer.parseInt(each.get(1)), each.get(2));
    }
  }
}
