package io.jobwheel.api.submit;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.limit.RateSpec;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The limits of jobs in requests and documents. */
class JobLimitsApiTest extends ApiTestCase {

  private static final String JOB =
      "{\"type\":\"countdown\",\"payload\":{\"name\":\"A\",\"delay\":\"1ms\"},\"limits\":%s}";

  @Autowired MemoryLimits limits;
  @Autowired ActiveLimits active;

  @BeforeEach
  void define() {
    limits.put("total", new LimitSpec(5, null, null, OnLimit.BLOCK));
    limits.put("per-key", new LimitSpec(null, 3, null, OnLimit.BLOCK));
    limits.put(
        "rate",
        new LimitSpec(null, null, new RateSpec(100, Duration.ofMinutes(1), 10), OnLimit.BLOCK));
    limits.put("stopped", new LimitSpec(0, 0, null, OnLimit.BLOCK));
    active.refreshLimits();
  }

  @AfterEach
  void deleteAll() {
    limits.clear();
    active.refreshLimits();
  }

  private HttpResponse<String> submit(String list) {
    return api.sendLenient(api.jsonPost("/api/v1/jobs", JOB.formatted(list)));
  }

  private static String seventeen() {
    return IntStream.rangeClosed(1, 17)
        .mapToObj(i -> "{\"name\":\"total\",\"key\":\"k%d\"}".formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void theLimitsOfAJobAreKeptAndShown() {
    HttpResponse<String> response =
        api.post(
            "/api/v1/jobs",
            JOB.formatted(
                "[{\"name\":\"per-key\",\"key\":\"a/b c\",\"units\":3},"
                    + "{\"name\":\"total\"},{\"name\":\"total\",\"key\":\"x\",\"units\":4}]"));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("limits"))
        .hasToString(
            "[{\"name\":\"per-key\",\"key\":\"a/b c\",\"units\":3},"
                + "{\"name\":\"total\",\"units\":1},"
                + "{\"name\":\"total\",\"key\":\"x\",\"units\":4}]");
    assertThat(dispatch.stored().getFirst().spec().limits())
        .containsExactly(
            new JobLimit("per-key", "a/b c", 3),
            new JobLimit("total", null, 1),
            new JobLimit("total", "x", 4));
  }

  @Test
  void aJobWithoutLimitsShowsNone() {
    assertThat(json(submit("[]")).has("limits")).isFalse();
  }

  @Test
  void aBlockedJobShowsWhatHoldsIt() {
    Job ofKey =
        store.put(Jobs.like(Samples.job(JobState.QUEUED)).blockedBy("per-key", "a").build());
    Job ofAll = store.put(Jobs.like(Samples.job(JobState.QUEUED)).blockedBy("total", null).build());
    Job queued = store.put(Samples.job(JobState.QUEUED));

    JsonNode held = json(api.get("/api/v1/jobs/" + ofKey.id()));
    assertThat(held.path("state").asString()).isEqualTo("BLOCKED");
    assertThat(held.path("blockedBy")).hasToString("{\"limit\":\"per-key\",\"key\":\"a\"}");
    assertThat(json(api.get("/api/v1/jobs/" + ofAll.id())).path("blockedBy"))
        .hasToString("{\"limit\":\"total\"}");
    assertThat(json(api.get("/api/v1/jobs/" + queued.id())).has("blockedBy")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          [{"name": "none"}]                                    | limits[0].name
          [{}]                                                  | limits[0].name
          [{"name": ""}]                                        | limits[0].name
          [{"name": 7}]                                         | limits[0].name
          [null]                                                | limits[0]
          "total"                                               | limits
          ["total"]                                             | limits[0]
          {"name": "total"}                                     | limits
          [{"name": "total", "permits": 1}]                     | limits[0].permits
          [{"name": "per-key"}]                                 | limits[0].key
          [{"name": "total", "key": ""}]                        | limits[0].key
          [{"name": "total", "key": 7}]                         | limits[0].key
          [{"name": "total", "key": "a\\nb"}]                   | limits[0].key
          [{"name": "total", "key": "\\ud800"}]                 | limits[0].key
          [{"name": "total", "units": 0}]                       | limits[0].units
          [{"name": "total", "units": -1}]                      | limits[0].units
          [{"name": "total", "units": 1000001}]                 | limits[0].units
          [{"name": "total", "units": 99999999999}]             | limits[0].units
          [{"name": "total", "units": 1.5}]                     | limits[0].units
          [{"name": "total", "units": 6}]                       | limits[0].units
          [{"name": "per-key", "key": "a", "units": 4}]         | limits[0].units
          [{"name": "rate", "units": 11}]                       | limits[0].units
          [{"name": "total"}, {"name": "total", "units": 2}]    | limits[1]
          [{"name": "total"}, {"name": "total", "key": "a", "units": 5}] | limits[1].units
          [{"name": "rate"}, {"name": "per-key"}]               | limits[1].key
          """)
  void aBadLimitIsRefusedAndNothingIsStored(String list, String field) {
    assertThat(fields(problem(submit(list), 400, "invalid-request"))).containsExactly(field);
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void tooManyLimitsAndTooLongKeysAreRefused() {
    assertThat(fields(problem(submit(seventeen()), 400, "invalid-request")))
        .containsExactly("limits");
    for (int length : new int[] {256, 1_000_000}) {
      JsonNode refused =
          problem(
              submit("[{\"name\":\"total\",\"key\":\"%s\"}]".formatted("k".repeat(length))),
              400,
              "invalid-request");
      assertThat(fields(refused)).containsExactly("limits[0].key");
      assertThat(refused.toString()).hasSizeLessThan(1_000);
    }
    assertThat(dispatch.stored()).isEmpty();
    assertThat(
            submit("[{\"name\":\"total\",\"key\":\"%s\"}]".formatted("k".repeat(255))).statusCode())
        .isEqualTo(202);
  }

  @Test
  void allWrongFieldsAreNamed() {
    String list =
        "[{\"name\":\"none\"},{\"name\":\"total\",\"key\":\"\",\"units\":0},{\"name\":\"per-key\"}]";

    assertThat(fields(problem(submit(list), 400, "invalid-request")))
        .containsExactly("limits[0].name", "limits[1].key", "limits[1].units", "limits[2].key");
  }

  @Test
  void aLimitOfZeroHoldsJobsOfAnySize() {
    assertThat(submit("[{\"name\":\"stopped\",\"key\":\"a\",\"units\":1000000}]").statusCode())
        .isEqualTo(202);
  }

  @Test
  void anUnknownNameIsEchoedInPart() {
    String name = "n".repeat(100_000);

    JsonNode refused =
        problem(submit("[{\"name\":\"%s\"}]".formatted(name)), 400, "invalid-request");

    assertThat(refused.at("/errors/0/message").asString())
        .isEqualTo("'%s…' is unknown".formatted("n".repeat(64)));
  }

  @Test
  void aJobOfAGroupIsNamedInTheErrors() {
    String group =
        "{\"mode\":\"event-loop\",\"jobs\":[%s,%s]}"
            .formatted(
                JOB.formatted("[{\"name\":\"total\"}]"), JOB.formatted("[{\"name\":\"x\"}]"));

    JsonNode refused = problem(api.post("/api/v1/groups", group), 400, "invalid-request");

    assertThat(fields(refused)).containsExactly("jobs[1].limits[0].name");
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void theJobOfAScheduleMayHaveLimits() {
    String schedule = "{\"cron\":\"@daily\",\"job\":%s}";
    var put = api.request("/api/v1/schedules/limited").header("Content-Type", "application/json");

    HttpResponse<String> wrong =
        api.sendLenient(
            put.copy()
                .PUT(
                    BodyPublishers.ofString(
                        schedule.formatted(JOB.formatted("[{\"nam\":\"total\"}]")))));
    assertThat(fields(problem(wrong, 400, "invalid-request"))).containsExactly("job.limits[0].nam");

    HttpResponse<String> right =
        api.send(
            put.copy()
                .PUT(
                    BodyPublishers.ofString(
                        schedule.formatted(JOB.formatted("[{\"name\":\"total\"}]")))));
    assertThat(right.statusCode()).isEqualTo(201);
    String trigger = "/api/v1/schedules/limited:trigger";
    assertThat(api.post(trigger, "").statusCode()).isEqualTo(202);

    limits.clear();
    active.refreshLimits();
    assertThat(fields(problem(api.post(trigger, ""), 400, "invalid-request")))
        .containsExactly("limits[0].name");
  }
}
