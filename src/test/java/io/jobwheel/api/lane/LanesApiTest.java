package io.jobwheel.api.lane;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.ApiTestCase;
import io.jobwheel.execution.Lane;
import io.jobwheel.execution.Lanes;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobState;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Pauses, resumes and resizes of lanes over HTTP. */
class LanesApiTest extends ApiTestCase {

  private static final String HERE = ApiTestApplication.NODE.id().toString();
  private static final String LANE = "/api/v1/lanes/thread-pool";

  @Autowired Lanes lanes;

  private Lane lane() {
    return lanes.of(ExecutionMode.THREAD_POOL);
  }

  @AfterEach
  void restore() {
    for (Lane lane : lanes.all()) {
      lane.resume();
      lane.resize(4);
    }
  }

  private HttpResponse<String> post(String verb, String body) {
    return api.post(LANE + verb, body);
  }

  @Test
  void theListNamesTheNodeAndWhatALaneCanBe() {
    JsonNode list = json(api.get("/api/v1/lanes"));

    assertThat(list.path("node").toString())
        .isEqualTo("{\"id\":\"%s\",\"name\":\"host/1\"}".formatted(HERE));
    assertThat(list.at("/items/2/mode").asString()).isEqualTo("thread-pool");
    assertThat(list.at("/items/2/maxSlots").asInt()).isEqualTo(1000);
    assertThat(list.at("/items/2/pausedSince").isNull()).isTrue();
  }

  @Test
  void aPausedLaneStartsNothingUntilItIsResumed() {
    store.active(new ActiveCount(JobState.QUEUED, ExecutionMode.THREAD_POOL, 7));
    Instant before = Instant.now();
    JsonNode paused = json(post(":pause", "{\"node\":\"%s\"}".formatted(HERE)));

    assertThat(paused.path("mode").asString()).isEqualTo("thread-pool");
    assertThat(paused.path("paused").asBoolean()).isTrue();
    assertThat(Instant.parse(paused.path("pausedSince").asString()))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(paused.at("/slots/free").asInt()).isZero();
    assertThat(paused.path("queued").asInt()).isEqualTo(7);
    assertThat(lane().reserve(1)).isZero();
    assertThat(json(api.get("/api/v1/lanes")).at("/items/2")).isEqualTo(paused);

    JsonNode again = json(post(":pause", ""));
    assertThat(again).isEqualTo(paused);

    JsonNode resumed =
        json(api.sendLenient(api.request(LANE + ":resume").POST(BodyPublishers.noBody())));
    assertThat(resumed.path("paused").asBoolean()).isFalse();
    assertThat(resumed.path("pausedSince").isNull()).isTrue();
    assertThat(resumed.at("/slots/free").asInt()).isEqualTo(4);
  }

  @Test
  void aLaneIsResizedWithinItsRange() {
    assertThat(json(post(":resize", "{\"slots\":1000}")).at("/slots/total").asInt())
        .isEqualTo(1000);
    assertThat(
            json(post(":resize", "{\"slots\":1,\"node\":\"%s\"}".formatted(HERE)))
                .at("/slots/total")
                .asInt())
        .isOne();
    assertThat(lane().slots()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          :resize | {"slots":0}             | slots | must be 1 to 1000
          :resize | {"slots":1001}          | slots | must be 1 to 1000
          :resize | {"slots":-1}            | slots | must be 1 to 1000
          :resize | {"slots":null}          | slots | is required
          :resize | {}                      | slots | is required
          :resize | {"slots":2.0}           | slots | whole number
          :resize | {"slots":"2"}           | slots | whole number
          :resize | {"slots":true}          | slots | whole number
          :resize | {"slots":99999999999}   | slots | is out of range
          :resize | {"slot":2}              | slot  | is not a known field
          :resize | {"slots":2,"paused":true} | paused | not a known
          :resize | {"slots":2,"node":"x"}  | node  | must be a UUID
          :pause  | {"slots":2}             | slots | not a known
          :pause  | {"node":"x"}            | node  | must be a UUID
          :pause  | {"node":7}              | node  | string
          :resume | {"node":""}             | node  | must be a UUID
          """)
  void anInvalidBodyNamesTheFieldAndChangesNothing(
      String verb, String body, String field, String why) {
    lane().pause(Instant.EPOCH);
    HttpResponse<String> response = post(verb, body);

    JsonNode problem = problem(response, 400, "invalid-request");
    assertThat(fields(problem)).containsExactly(field);
    assertThat(problem.at("/errors/0/message").asString()).contains(why);
    assertThat(lane().slots()).isEqualTo(4);
    assertThat(lane().status().pausedSince()).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "{", "\"pause\"", ""})
  void aBodyThatIsNoObjectDoesNotResize(String body) {
    assertThat(post(":resize", body).statusCode()).isEqualTo(400);
    assertThat(lane().slots()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-lane", "THREAD_POOL", "Thread-Pool", "thread_pool", "%20"})
  void anUnknownModeIsNotFound(String mode) {
    for (String verb : new String[] {":pause", ":resume", ":resize"}) {
      JsonNode problem =
          problem(
              api.post(
                  "/api/v1/lanes/" + mode + verb, verb.equals(":resize") ? "{\"slots\":2}" : "{}"),
              404,
              "not-found");
      assertThat(problem.path("detail").asString()).contains("sequential, event-loop");
    }
  }

  @ParameterizedTest
  @CsvSource({":pause,''", ":resume,''", ":resize,'\"slots\":9,'"})
  void anotherNodeSaysWhichItIsAndChangesNothing(String verb, String fields) {
    if (verb.equals(":resume")) {
      lane().pause(Instant.EPOCH);
    }
    boolean paused = lane().status().isPaused();
    UUID other = UUID.randomUUID();
    JsonNode problem =
        problem(post(verb, "{%s\"node\":\"%s\"}".formatted(fields, other)), 409, "other-node");

    assertThat(problem.path("node").asString()).isEqualTo(HERE);
    assertThat(problem.path("detail").asString()).contains(HERE, "host/1", other.toString());
    assertThat(lane().status().isPaused()).isEqualTo(paused);
    assertThat(lane().slots()).isEqualTo(4);
  }

  @Test
  void aChangeThatCannotBeAnsweredIsNotMade() {
    store.breakDown();

    problem(post(":pause", "{}"), 503, "store-unavailable");
    problem(post(":resize", "{\"slots\":9}"), 503, "store-unavailable");
    assertThat(lane().status().isPaused()).isFalse();
    assertThat(lane().slots()).isEqualTo(4);
  }
}
