package io.jobwheel.api.limit;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requests for limits, and limits of the configuration. */
@TestPropertySource(properties = "jobwheel.limits.audit.total=3")
class LimitsApiTest extends ApiTestCase {

  private static final String PATH = "/api/v1/limits/";

  @Autowired MemoryLimits limits;

  private HttpRequest.Builder put(String name, String body) {
    return api.request(PATH + name)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(body));
  }

  private JsonNode create(String name, String body) {
    HttpResponse<String> response = api.send(put(name, body));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return json(response);
  }

  private HttpResponse<String> delete(String name) {
    return api.send(api.request(PATH + name).DELETE());
  }

  @AfterEach
  void deleteAll() {
    limits.list(null, Integer.MAX_VALUE).stream()
        .filter(limit -> !limit.configured())
        .forEach(limit -> limits.change(limit.name(), (_, _) -> null));
  }

  @Test
  void aLimitIsShownAsItWasDefined() {
    JsonNode created =
        create(
            "partner",
            """
            {"total": 100, "perKey": 0, "rate": {"permits": 100, "per": "1m", "burst": 20},
              "onLimit": "REJECT"}\
            """);

    assertThat(created)
        .hasToString(
            """
            {"name":"partner","total":100,"perKey":0,\
            "rate":{"permits":100,"per":"PT1M","burst":20},"onLimit":"REJECT","configured":false,\
            "createdAt":"2026-11-29T12:00:00Z","updatedAt":"2026-11-29T12:00:00Z"}\
            """);
    HttpResponse<String> found = api.get(PATH + "partner");
    JsonNode shown = json(found);
    assertThat(((ObjectNode) shown).remove("usage"))
        .hasToString("{\"used\":2,\"keys\":1,\"blocked\":3}");
    assertThat(shown).isEqualTo(created);
    assertThat(found.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(limits.find("partner").orElseThrow().spec())
        .isEqualTo(
            new LimitSpec(100, 0, new RateSpec(100, Duration.ofMinutes(1), 20), OnLimit.REJECT));
  }

  @Test
  void theDefaultsAreABurstOfOneAndBlock() {
    JsonNode created = create("partner", "{\"rate\": {\"permits\": 7, \"per\": \"PT0.5S\"}}");

    assertThat(created.path("rate")).hasToString("{\"permits\":7,\"per\":\"PT0.5S\",\"burst\":1}");
    assertThat(created.path("onLimit").asString()).isEqualTo("BLOCK");
    assertThat(created.has("total")).isFalse();
    assertThat(created.has("perKey")).isFalse();
  }

  @Test
  void anEqualDefinitionChangesNothingAndAnotherIsTheNextVersion() {
    JsonNode created = create("partner", "{\"total\": 1}");
    limits.setNow(MemoryLimits.NOON.plusSeconds(60));

    HttpResponse<String> same = api.send(put("partner", "{\"total\": 1, \"onLimit\": \"BLOCK\"}"));
    HttpResponse<String> other = api.send(put("partner", "{\"total\": 2}"));
    limits.setNow(MemoryLimits.NOON);

    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(json(same)).isEqualTo(created);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.headers().firstValue("ETag")).contains("\"2\"");
    assertThat(json(other).path("createdAt")).isEqualTo(created.path("createdAt"));
    assertThat(json(other).path("updatedAt").asString()).isEqualTo("2026-11-29T12:01:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {}                                                       | total
          {"onLimit": "BLOCK"}                                     | total
          {"total": -1}                                            | total
          {"total": 1000001}                                       | total
          {"total": 99999999999999999999}                          | total
          {"total": 1.5}                                           | total
          {"total": "many"}                                        | total
          {"perKey": -1}                                           | perKey
          {"perKey": 1000001}                                      | perKey
          {"rate": {"per": "1m"}}                                  | rate.permits
          {"rate": {"permits": 0, "per": "1m"}}                    | rate.permits
          {"rate": {"permits": -5, "per": "1m"}}                   | rate.permits
          {"rate": {"permits": 1000001, "per": "1m"}}              | rate.permits
          {"rate": {"permits": 1}}                                 | rate.per
          {"rate": {"permits": 1, "per": "0s"}}                    | rate.per
          {"rate": {"permits": 1, "per": "999us"}}                 | rate.per
          {"rate": {"permits": 1, "per": "-1m"}}                   | rate.per
          {"rate": {"permits": 1, "per": "31d"}}                   | rate.per
          {"rate": {"permits": 1, "per": "soon"}}                  | rate.per
          {"rate": {"permits": 1, "per": "1m", "burst": 0}}        | rate.burst
          {"rate": {"permits": 1, "per": "1m", "burst": 1000001}}  | rate.burst
          {"rate": {"permits": 1, "per": "1m", "size": 1}}         | rate.size
          {"rate": []}                                             | rate
          {"total": 1, "onLimit": "WAIT"}                          | onLimit
          {"total": 1, "onLimit": "block"}                         | onLimit
          {"total": 1, "configured": true}                         | configured
          {"total": 1, "name": "other"}                            | name
          """)
  void aBadDefinitionIsRefusedAndChangesNothing(String body, String field) {
    create("partner", "{\"total\": 5}");
    List<Limit> before = limits.list(null, 10);

    for (String name : List.of("partner", "new")) {
      HttpResponse<String> response = api.sendLenient(put(name, body));
      assertThat(fields(problem(response, 400, "invalid-request"))).contains(field);
    }

    assertThat(limits.list(null, 10)).isEqualTo(before);
  }

  @Test
  void allWrongFieldsAreNamed() {
    String body =
        "{\"total\":-1,\"perKey\":-1,\"rate\":{\"permits\":0,\"burst\":0},\"onLimit\":\"WAIT\"}";

    assertThat(fields(problem(api.sendLenient(put("new", body)), 400, "invalid-request")))
        .containsExactlyInAnyOrder(
            "total", "perKey", "rate.permits", "rate.burst", "rate.per", "onLimit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Partner", "-a", "a%20b", "a%2Fb", "_", "%C3%A4"})
  void aBadNameIsRefused(String name) {
    HttpResponse<String> response = api.sendLenient(put(name, "{\"total\": 1}"));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(limits.list(null, 10)).extracting(Limit::name).containsExactly("audit");
  }

  @Test
  void aNameHasAtMostAHundredCharacters() {
    create("a".repeat(100), "{\"total\": 1}");
    HttpResponse<String> longer = api.sendLenient(put("a".repeat(101), "{\"total\": 1}"));
    assertThat(fields(problem(longer, 400, "invalid-request"))).containsExactly("name");
  }

  @Test
  void eachChangeCanBeGuarded() {
    problem(
        api.send(put("guarded", "{\"total\": 1}").header("If-Match", "*")),
        412,
        "version-mismatch");
    create("guarded", "{\"total\": 1}");
    List<Limit> before = limits.list(null, 10);

    for (HttpRequest.Builder change :
        List.of(
            put("guarded", "{\"total\": 2}").header("If-Match", "\"7\""),
            put("guarded", "{\"total\": 2}").header("If-None-Match", "*"),
            api.request(PATH + "guarded").header("If-Match", "\"7\"").DELETE())) {
      problem(api.send(change), 412, "version-mismatch");
    }
    assertThat(limits.list(null, 10)).isEqualTo(before);

    HttpResponse<String> changed =
        api.send(put("guarded", "{\"total\": 2}").header("If-Match", "\"1\""));
    assertThat(changed.statusCode()).isEqualTo(200);
    HttpResponse<String> deleted =
        api.send(api.request(PATH + "guarded").header("If-Match", "\"2\"").DELETE());
    assertThat(deleted.statusCode()).isEqualTo(204);
  }

  @Test
  void aDeletedLimitIsNotFound() {
    create("partner", "{\"total\": 1}");

    assertThat(delete("partner").statusCode()).isEqualTo(204);

    problem(api.get(PATH + "partner"), 404, "not-found");
    problem(delete("partner"), 404, "not-found");
  }

  @Test
  void aLimitOfTheConfigurationRefusesEdits() {
    JsonNode audit = json(api.get(PATH + "audit"));
    assertThat(audit.path("configured").asBoolean()).isTrue();

    Stream.of(put("audit", "{\"total\": 9}"), api.request(PATH + "audit").DELETE())
        .map(api::send)
        .forEach(response ->
            assertThat(problem(response, 409, "conflict").path("detail").asString())
                .contains("comes from the configuration"));

    assertThat(json(api.get(PATH + "audit"))).isEqualTo(audit);
  }

  @Test
  void aClientCanFollowTheLinksToTheEnd() {
    List.of("c", "a", "b").forEach(name -> create(name, "{\"total\": 1}"));
    List<String> names = new ArrayList<>();
    String path = "/api/v1/limits?limit=2";
    while (!path.isEmpty()) {
      HttpResponse<String> response = api.get(path);
      json(response)
          .get("items")
          .valueStream()
          .forEach(item -> names.add(item.path("name").asString()));
      path = response.headers().firstValue("Link").orElse("").replaceFirst("<(.*)>.*", "$1");
    }
    assertThat(names).containsExactly("a", "audit", "b", "c");
  }

  @ParameterizedTest
  @CsvSource({"limit=0, limit", "cursor=No%20name, cursor", "name=a, name"})
  void aBadParameterOfTheListIsRefused(String query, String field) {
    HttpResponse<String> response = api.sendLenient(api.request("/api/v1/limits?" + query));

    assertThat(fields(problem(response, 400, "invalid-parameter"))).contains(field);
  }

  @Test
  void theNumberOfLimitsIsBounded() {
    LimitSpec one = new LimitSpec(1, null, null, OnLimit.BLOCK);
    for (int i = limits.list(null, Limits.MAX).size(); i < Limits.MAX; i++) {
      limits.put("n" + i, one);
    }

    JsonNode refused = problem(api.send(put("more", "{\"total\": 1}")), 400, "invalid-request");

    assertThat(fields(refused)).containsExactly("name");
    assertThat(api.send(put("n999", "{\"total\": 2}")).statusCode()).isEqualTo(200);
    assertThat(delete("n998").statusCode()).isEqualTo(204);
    create("more", "{\"total\": 1}");
  }
}
