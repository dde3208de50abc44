package io.jobwheel.api.list;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.api.Samples;
import io.jobwheel.dispatch.BacklogCounts.CountedBacklog;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.LimitCounts;
import io.jobwheel.store.LimitCounts.LimitCount;
import io.jobwheel.store.TypeCounts;
import io.jobwheel.store.query.GroupFilter;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries.ActiveCount;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.TimeRange;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The parameters, pages and links of lists, the summary, and the index. */
class ListsApiTest extends ApiTestCase {

  private static final String ID = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  @Test
  void allParametersOfJobsAreUsed() {
    String query =
        "state=FAILED&type=a,b&type=c&mode=event-loop,thread-pool&group="
            + ID
            + "&submitter=token:CN=x,O=y&submitter=shop&schedule=nightly,eu.audit_1&errorCode=timeout,%20crashed"
            + "&createdFrom=2026-11-01T00:00:00Z&createdTo=2026-11-02T01:00:00%2B01:00"
            + "&finishedFrom=2026-11-01T00:00:00.5Z&finishedTo=2026-11-03T00:00:00Z&limit=7";

    assertThat(api.get("/api/v1/jobs?" + query).statusCode()).isEqualTo(200);

    JobFilter filter =
        new JobFilter(
            Set.of(JobState.FAILED),
            Set.of("a", "b", "c"),
            Set.of(ExecutionMode.EVENT_LOOP, ExecutionMode.THREAD_POOL),
            Set.of(UUID.fromString(ID)),
            Set.of("token:CN=x,O=y", "shop"),
            Set.of("timeout", "crashed"),
            new TimeRange(
                Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-11-02T00:00:00Z")),
            new TimeRange(
                Instant.parse("2026-11-01T00:00:00.5Z"), Instant.parse("2026-11-03T00:00:00Z")),
            Set.of("nightly", "eu.audit_1"));
    assertThat(store.filters()).containsExactly(new PageQuery<>(filter, null, 7));
  }

  // not by RFC 3339, and so not by the OpenAPI document
  @ParameterizedTest
  @CsvSource({"%2B0130, 2026-11-01T00:00:00Z", "-0000, 2026-11-01T01:30:00Z"})
  void anOffsetCanBeWrittenWithoutItsColon(String offset, Instant from) {
    String path = "/api/v1/jobs?createdFrom=2026-11-01T01:30:00" + offset;

    assertThat(api.sendLenient(api.request(path)).statusCode()).isEqualTo(200);
    assertThat(store.filters())
        .extracting(query -> query.filter().created().from())
        .containsExactly(from);
  }

  @ParameterizedTest
  @CsvSource({"1000, 1000", "1001, 1000", "99999999999999999999, 1000"})
  void aLimitAboveTheMaximumIsReducedToIt(String limit, int used) {
    assertThat(api.get("/api/v1/jobs?limit=" + limit).statusCode()).isEqualTo(200);
    assertThat(store.filters()).extracting(PageQuery::limit).containsExactly(used);
  }

  @Test
  void aLimitCanHaveLeadingZeros() {
    assertThat(api.sendLenient(api.request("/api/v1/jobs?limit=0007")).statusCode()).isEqualTo(200);
    assertThat(store.filters()).extracting(PageQuery::limit).containsExactly(7);
  }

  @Test
  void twentyValuesAreAccepted() {
    String types = "type=" + "a,".repeat(19) + "b";
    assertThat(api.get("/api/v1/jobs?" + types).statusCode()).isEqualTo(200);
    JsonNode problem = problem(api.get("/api/v1/jobs?type=c&" + types), 400, "invalid-parameter");
    assertThat(problem.at("/errors/0/message").asString()).isEqualTo("must have at most 20 values");
  }

  private static String link(HttpResponse<String> response) {
    return response.headers().firstValue("Link").orElse("");
  }

  @Test
  void aClientCanFollowTheLinksToTheEnd() {
    List<String> newestFirst = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      newestFirst.addFirst(
          store.put(Jobs.queued().submitter("a&b=c, \"ü\" <x>").build()).id().toString());
      store.put(Samples.job(JobState.FAILED));
    }
    List<String> seen = new ArrayList<>();
    String path =
        "/api/v1/jobs?limit=2&state=QUEUED&type=&submitter=a%26b%3Dc,+%22%C3%BC%22+%3Cx%3E";
    while (!path.isEmpty()) {
      HttpResponse<String> response = api.get(path);
      JsonNode page = json(response);
      page.path("items").valueStream().forEach(job -> seen.add(job.path("id").asString()));
      String link = link(response);
      String cursor = page.path("nextCursor").asString("");
      assertThat(link.isEmpty()).isEqualTo(cursor.isEmpty());
      if (!link.isEmpty()) {
        assertThat(link)
            .matches("</api/v1/jobs\\?limit=2&state=QUEUED&submitter=\\S+>; rel=\"next\"")
            .contains("&cursor=" + cursor + ">");
      }
      path = link.replaceFirst("<(.*)>.*", "$1");
    }
    assertThat(seen).isEqualTo(newestFirst);
  }

  @Test
  void aLinkThatIsTooLongIsOmitted() {
    store.put(Jobs.queued().submitter("x").build());
    store.put(Jobs.queued().submitter("x").build());
    HttpResponse<String> response =
        api.get("/api/v1/jobs?limit=1&submitter=x&submitter=" + "*".repeat(4_100));
    assertThat(link(response)).isEmpty();
    assertThat(json(response).path("nextCursor").asString("")).isNotEmpty();
  }

  private JobGroup group(ExecutionMode mode) {
    return store.put(
        JobGroup.accepted(Samples.id(), mode, CompletionCondition.FAIL_FAST, Samples.START));
  }

  @Test
  void groupsAreListedWithoutTheirJobs() {
    JobGroup first = group(ExecutionMode.EVENT_LOOP);
    JobGroup second = group(ExecutionMode.THREAD_POOL);
    store.put(Samples.job(JobState.QUEUED, first.id()));

    HttpResponse<String> response = api.get("/api/v1/groups?limit=1");
    String next = link(response).replaceFirst("<(.*)>; rel=\"next\"", "$1");
    HttpResponse<String> last = api.get(next);

    assertThat(json(response).at("/items/0/id").asString()).isEqualTo(second.id().toString());
    assertThat(next).startsWith("/api/v1/groups?limit=1&cursor=");
    assertThat(last.body())
        .isEqualTo(
            """
            {"items":[{"id":"%s","mode":"event-loop","state":"QUEUED","returnWhen":"FAIL_FAST",\
            "createdAt":"2026-11-23T07:00:00.123456Z","startedAt":null,"finishedAt":null}],\
            "nextCursor":null}\
            """
                .formatted(first.id()));
    assertThat(link(last)).isEmpty();
  }

  @Test
  void allParametersOfGroupsAreUsed() {
    assertThat(
            api.get(
                    "/api/v1/groups?state=QUEUED,FAILED&mode=event-loop"
                        + "&createdTo=2026-11-01T00:00:00Z&limit=5000")
                .statusCode())
        .isEqualTo(200);

    GroupFilter filter =
        new GroupFilter(
            Set.of(JobState.QUEUED, JobState.FAILED),
            Set.of(ExecutionMode.EVENT_LOOP),
            new TimeRange(null, Instant.parse("2026-11-01T00:00:00Z")));
    assertThat(store.groupFilters()).containsExactly(new PageQuery<>(filter, null, 1000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "state=SCHEDULED | state",
        "state=x&mode=y&createdFrom=z&cursor=c&limit=0 | state mode createdFrom cursor limit",
        "type=a | type",
        "outcome=FAILED | outcome"
      })
  void anInvalidListOfGroupsIsRejectedByParameter(String query, String fields) {
    JsonNode problem = problem(api.get("/api/v1/groups?" + query), 400, "invalid-parameter");

    assertThat(String.join(" ", fields(problem))).isEqualTo(fields);
    assertThat(store.readers()).isEmpty();
  }

  @Test
  void theSummaryHasTheLatestCountAndItsAge() {
    store.counted(
        new CountedBacklog(
            List.of(
                new ActiveCount(JobState.QUEUED, ExecutionMode.EVENT_LOOP, 7),
                new ActiveCount(JobState.QUEUED, ExecutionMode.SEQUENTIAL, 2),
                new ActiveCount(JobState.BLOCKED, ExecutionMode.EVENT_LOOP, 5),
                new ActiveCount(JobState.RUNNING, ExecutionMode.EVENT_LOOP, 1)),
            Map.of(
                ExecutionMode.EVENT_LOOP,
                Duration.ofSeconds(75),
                ExecutionMode.SEQUENTIAL,
                Duration.ofMillis(1)),
            3,
            new TypeCounts(
                Map.of("mail", Map.of(JobState.QUEUED, 5L), "http", Map.of(JobState.RUNNING, 1L)),
                Map.of(JobState.QUEUED, 4L),
                Map.of(ExecutionMode.SEQUENTIAL, 2L),
                Map.of("mail", 2L)),
            new LimitCounts(
                Map.of(
                    "partner",
                    new LimitCount(3L, 2L, 4, Duration.ofSeconds(61)),
                    "calls",
                    new LimitCount(null, null, 0, Duration.ZERO)),
                new LimitCount(1L, null, 1, Duration.ofSeconds(2))),
            Duration.ofMillis(2_500)));

    JsonNode summary = json(api.get("/api/v1/summary"));

    assertThat(summary.path("counted").asBoolean()).isTrue();
    assertThat(summary.path("age").asString()).isEqualTo("PT2.5S");
    assertThat(summary.path("states"))
        .hasToString("{\"SCHEDULED\":0,\"BLOCKED\":5,\"QUEUED\":9,\"RUNNING\":1}");
    assertThat(summary.path("modes").propertyNames()).hasSize(ExecutionMode.values().length);
    assertThat(summary.at("/modes/event-loop"))
        .hasToString("{\"SCHEDULED\":0,\"BLOCKED\":5,\"QUEUED\":7,\"RUNNING\":1}");
    assertThat(summary.path("types"))
        .hasToString(
            "{\"http\":{\"SCHEDULED\":0,\"BLOCKED\":0,\"QUEUED\":0,\"RUNNING\":1},"
                + "\"mail\":{\"SCHEDULED\":0,\"BLOCKED\":0,\"QUEUED\":5,\"RUNNING\":0}}");
    assertThat(summary.path("otherTypes"))
        .hasToString("{\"SCHEDULED\":0,\"BLOCKED\":0,\"QUEUED\":4,\"RUNNING\":0}");
    assertThat(summary.path("withoutNode"))
        .hasToString("{\"modes\":{\"sequential\":2},\"types\":{\"mail\":2}}");
    assertThat(summary.path("oldestWaits"))
        .hasToString(
            "{\"sequential\":\"PT0.001S\",\"event-loop\":\"PT1M15S\",\"thread-pool\":null,"
                + "\"virtual-threads\":null,\"process-pool\":null}");
    assertThat(summary.path("nodes").asInt()).isEqualTo(3);
    assertThat(summary.path("limits"))
        .hasToString(
            "{\"calls\":{\"used\":null,\"free\":null,\"blocked\":0,\"oldestWait\":null},"
                + "\"partner\":{\"used\":3,\"free\":2,\"blocked\":4,\"oldestWait\":\"PT1M1S\"}}");
    assertThat(summary.path("otherLimits"))
        .hasToString("{\"used\":1,\"free\":null,\"blocked\":1,\"oldestWait\":\"PT2S\"}");
    assertThat(store.readers()).isEmpty();
  }

  @Test
  void aSummaryOfACountOfAnEarlierVersionHasNoTypesAndNoLimits() {
    store.counted(new CountedBacklog(List.of(), Map.of(), 2, null, null, null));

    JsonNode summary = json(api.get("/api/v1/summary"));

    assertThat(summary.path("nodes").asInt()).isEqualTo(2);
    for (String field : List.of("age", "types", "otherTypes", "withoutNode", "limits")) {
      assertThat(summary.path(field).isNull()).as(field).isTrue();
    }
  }

  @Test
  void eachJobOfAListHasTheReasonWhyItWaits() {
    store.put(Jobs.queued().type("mail").build());
    assertThat(json(api.get("/api/v1/jobs")).at("/items/0").has("waitReason")).isFalse();

    store.withoutNode("mail");

    assertThat(json(api.get("/api/v1/jobs")).at("/items/0/waitReason").asString())
        .isEqualTo("NO_NODE");
  }

  @Test
  void aSummaryWithoutAValidCountSaysSo() {
    assertThat(api.get("/api/v1/summary").body())
        .isEqualTo(
            "{\"counted\":false,\"age\":null,\"states\":null,\"modes\":null,"
                + "\"types\":null,\"otherTypes\":null,\"withoutNode\":null,"
                + "\"oldestWaits\":null,\"nodes\":null,\"limits\":null,\"otherLimits\":null}");
  }

  @Test
  void theIndexLinksToResourcesThatExist() {
    JsonNode links = json(api.get("/api/v1")).path("links");

    assertThat(links.propertyNames())
        .containsExactly(
            "jobs",
            "groups",
            "summary",
            "job-types",
            "lanes",
            "loops",
            "nodes",
            "pauses",
            "limits",
            "operations",
            "schedules",
            "access",
            "comparisons",
            "openapi.json");
    assertThat(links.valueStream().map(link -> api.get(link.asString()).statusCode()))
        .containsOnly(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1", "/api/v1/summary", "/api/v1/groups", "/api/v1/jobs", "/api/v1/nodes"})
  void nothingOfAListIsKeptByCaches(String path) {
    assertThat(api.get(path).headers().firstValue("Cache-Control").orElse("")).contains("no-store");
  }
}
