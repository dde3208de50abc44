package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.LogCapture;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.threads.VitalThreads;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "test.processes=2")
class ApiEndToEndTest extends EndToEndTestCase {

  private static final String DONE = "-".repeat(40) + "\nDone\n";
  private static final String FAIL = "{\"type\":\"fail\",\"payload\":{}}";

  /** A type that fails at once. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    JobHandler<?, ?> failing() {
      return new Failing();
    }
  }

  /** Fails. */
  static final class Failing implements JobHandler<Map<String, Object>, String> {

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public JobType<Map<String, Object>> type() {
      return (JobType) JobType.ioBound("fail", "Fails.", Map.class);
    }

    @Override
    public String run(Map<String, Object> payload, JobContext context) {
      context.print("about to fail");
      throw new IllegalStateException("as asked");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGroupRunsInEveryModeAndItsTranscriptEndsWithDone(ExecutionMode mode) {
    HttpResponse<String> response =
        postAndWait(
            "/api/v1/groups",
            group(
                mode.wireName(),
                "ALL_COMPLETED",
                countdown("A", "10ms"),
                countdown("B", "8ms"),
                countdown("C", "5ms")));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    JsonNode group = json(response);
    assertThat(text(group, "/state")).isEqualTo("SUCCEEDED");
    assertThat(text(group, "/mode")).isEqualTo(mode.wireName());
    assertThat(group.at("/counts/SUCCEEDED").asInt()).isEqualTo(3);
    String place = response.headers().firstValue("Location").orElseThrow();
    assertThat(json(api.get(place))).isEqualTo(group);

    String transcript = api.get(place + "/output").body();
    assertThat(transcript).endsWith(DONE);
    assertThat(transcript.lines().filter(line -> line.equals("-".repeat(40)))).hasSize(10);
    List.of("A", "B", "C").forEach(name -> assertThat(transcript).containsSubsequence(lines(name)));
    if (mode == ExecutionMode.SEQUENTIAL) {
      assertThat(names(transcript)).isEqualTo("AAABBBCCC");
    }
    for (JsonNode job : group.path("jobs")) {
      assertThat(job.path("attempt").asInt()).isEqualTo(1);
      assertThat(text(job, "/groupId")).isEqualTo(text(group, "/id"));
      assertThat(api.get("/api/v1/jobs/" + text(job, "/id") + "/output").body())
          .containsSubsequence(lines(text(job, "/payload/name")));
    }
  }

  private static List<String> lines(String name) {
    String indent = "\t".repeat(name.charAt(0) - 'A');
    return IntStream.of(3, 2, 1)
        .mapToObj(n -> " \t%s%s = %d\n".formatted(indent, name, n))
        .toList();
  }

  /** Returns the names in the order of the lines. */
  private static String names(String transcript) {
    return Pattern.compile("[A-Z](?= = )")
        .matcher(transcript)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining());
  }

  @Test
  void theThreadsOfTheServerAndOfTheLoopsAreGuarded(@Autowired VitalThreads threads) {
    assertThat(threads.names())
        .anyMatch(name -> name.endsWith("-Acceptor"))
        .anyMatch(name -> name.endsWith("-Poller"))
        .contains("loop-1");
    assertThat(text(json(api.get("/actuator/health")), "/components/threads/status"))
        .isEqualTo("UP");
  }

  @Test
  void aJobIsSubmittedAwaitedAndShown() {
    HttpResponse<String> response = postAndWait("/api/v1/jobs", countdown("A", "0s"));

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode job = json(response);
    assertThat(text(job, "/state")).isEqualTo("SUCCEEDED");
    assertThat(text(job, "/finishedAt")).endsWith("Z");
    assertThat(json(api.get(response.headers().firstValue("Location").orElseThrow())))
        .isEqualTo(job);
  }

  @Test
  void theListIsPagedFromTheNewestToTheOldest() {
    String later = countdown("A", "0s").replaceFirst("\\{", "{\"runAt\":\"2999-01-01T00:00:00Z\",");
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      submitted.addFirst(text(json(api.post("/api/v1/jobs", later)), "/id"));
    }

    String query = "/api/v1/jobs?state=SCHEDULED&type=countdown&mode=event-loop&limit=10&cursor=";
    List<String> seen = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(api.get(query + cursor));
      page.path("items").forEach(job -> seen.add(text(job, "/id")));
      sizes.add(page.path("items").size());
      cursor = text(page, "/nextCursor");
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactlyElementsOf(submitted);
    assertThat(sizes).containsExactly(10, 10, 4);
    submitted.forEach(id -> assertThat(cancel(id).statusCode()).isEqualTo(202));
    assertThat(json(api.get(query)).path("items").size()).isZero();
  }

  @Test
  void aJobThatFailsIsTriedAgainAsItsRequestSays() throws Exception {
    String body = FAIL.replaceFirst("\\{", "{\"maxAttempts\":3,\"backoff\":\"1ms\",");
    JsonNode ended = ended(text(json(api.post("/api/v1/jobs", body)), "/id"));
    assertThat(text(ended, "/state")).isEqualTo("FAILED");
    assertThat(ended.path("attempt").asInt()).isEqualTo(3);
    assertThat(ended.path("failures").asInt()).isEqualTo(3);
    assertThat(ended.path("crashes").asInt()).isZero();
    assertThat(api.get("/actuator/prometheus").body())
        .contains(
            "jobwheel_attempts_retried_total{mode=\"event-loop\",reason=\"failure\",type=\"fail\"}"
                + " 2.0")
        .contains("jobwheel_attempts_overdue{mode=\"event-loop\"} 0.0")
        .contains("jobwheel_attempts_crashed_total{mode=\"event-loop\",type=\"fail\"} 0.0");
  }

  @ParameterizedTest
  @EnumSource
  void aRunningJobIsCancelledAndAcknowledgesIt(ExecutionMode mode) throws Exception {
    awaitSlots(mode);
    String body = countdown("A", "1h").replaceFirst("\\{", "{\"mode\":\"" + mode + "\",");
    String id = text(json(api.post("/api/v1/jobs", body)), "/id");
    // a claim that finds nothing may hold the slot for a moment
    await("a running job of " + mode)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> text(json(api.get("/api/v1/jobs/" + id)), "/state").equals("RUNNING"));

    HttpResponse<String> cancelled = cancel(id);

    assertThat(cancelled.statusCode()).isEqualTo(202);
    assertThat(text(json(cancelled), "/cancel/requestedAt")).isNotEmpty();
    JsonNode ended = ended(id);
    assertThat(text(ended, "/state")).isEqualTo("CANCELLED");
    assertThat(text(ended, "/cancel/outcome")).isEqualTo("ACKNOWLEDGED");
    assertThat(text(problem(cancel(id), 409, "conflict"), "/detail")).contains(id, "CANCELLED");
  }

  @Test
  void aQueuedJobIsCancelledAtOnceAndNeverRuns() throws Exception {
    JsonNode jobs =
        json(api.post(
                "/api/v1/groups",
                group("sequential", "ALL_COMPLETED", countdown("A", "1h"), countdown("B", "1h"))))
            .path("jobs");
    String queued = text(jobs.get(1), "/id");

    JsonNode cancelled = json(cancel(queued));

    assertThat(text(cancelled, "/state")).isEqualTo("CANCELLED");
    assertThat(cancelled.path("attempt").asInt()).isZero();
    assertThat(cancelled.path("cancel").isNull()).isTrue();
    String running = text(jobs.get(0), "/id");
    assertThat(cancel(running).statusCode()).isEqualTo(202);
    assertThat(text(ended(running), "/state")).isEqualTo("CANCELLED");
  }

  @Test
  void aJobThatHasEndedIsNotCancelled() {
    String id = text(json(postAndWait("/api/v1/jobs", countdown("A", "0s"))), "/id");

    assertThat(text(problem(cancel(id), 409, "conflict"), "/detail")).contains(id, "SUCCEEDED");
    assertThat(text(json(api.get("/api/v1/jobs/" + id)), "/state")).isEqualTo("SUCCEEDED");
  }

  @Test
  void aGroupOfAThousandRunsAndOneMoreIsRefused() {
    List<String> jobs = new ArrayList<>(Collections.nCopies(1000, countdown("A", "1ms")));
    HttpResponse<String> response =
        postAndWait(
            "/api/v1/groups", group("event-loop", "ALL_COMPLETED", jobs.toArray(String[]::new)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).at("/counts/SUCCEEDED").asInt()).isEqualTo(1000);
    assertThat(json(response).path("jobs").size()).isEqualTo(1000);

    jobs.add(countdown("B", "0s"));
    assertThat(
            fields(
                problem(
                    api.post(
                        "/api/v1/groups",
                        group("event-loop", "ALL_COMPLETED", jobs.toArray(String[]::new))),
                    400,
                    "invalid-request")))
        .containsExactly("jobs");
  }

  @Test
  void aGroupMayEndWithItsFirstJob() throws Exception {
    JsonNode group = awaitGroup("FIRST_COMPLETED", countdown("A", "0s"), countdown("B", "1h"));

    assertThat(text(group, "/state")).isEqualTo("SUCCEEDED");
    assertThat(group.at("/counts/RUNNING").asInt()).isEqualTo(1);
    String output = "/api/v1/groups/" + text(group, "/id") + "/output";
    assertThat(api.get(output).body()).contains("A = 1").endsWith(DONE);
    endSecond(group);
  }

  @Test
  void aGroupMayEndWithItsFirstFailure() throws Exception {
    JsonNode group = awaitGroup("FIRST_EXCEPTION", FAIL, countdown("B", "1h"));

    assertThat(text(group, "/state")).isEqualTo("FAILED");
    assertThat(text(group, "/jobs/0/error/message")).contains("as asked");
    assertThat(group.at("/counts/RUNNING").asInt()).isEqualTo(1);
    endSecond(group);
  }

  @Test
  void aFailureMayCancelTheRestOfItsGroup() {
    JsonNode group = awaitGroup("FAIL_FAST", FAIL, countdown("B", "1h"));

    assertThat(text(group, "/state")).isEqualTo("FAILED");
    assertThat(text(group, "/jobs/1/state")).isEqualTo("CANCELLED");
    assertThat(api.get("/api/v1/groups/" + text(group, "/id") + "/output").body())
        .isEqualTo("about to fail\n" + DONE);
  }

  @Test
  void aGroupWaitsForAllWhateverBecomesOfThem() {
    JsonNode group = awaitGroup("ALL_COMPLETED", FAIL, countdown("B", "1ms"));

    assertThat(text(group, "/state")).isEqualTo("FAILED");
    assertThat(text(group, "/jobs/1/state")).isEqualTo("SUCCEEDED");
  }

  private JsonNode awaitGroup(String returnWhen, String... jobs) {
    HttpResponse<String> response =
        postAndWait("/api/v1/groups", group("event-loop", returnWhen, jobs));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private void endSecond(JsonNode group) throws Exception {
    String second = text(group, "/jobs/1/id");
    assertThat(cancel(second).statusCode()).isEqualTo(202);
    assertThat(text(ended(second), "/state")).isEqualTo("CANCELLED");
  }

  @Test
  void aRefusedSubmitLeavesTheRegistryAsItWas() {
    JsonNode before = json(api.get("/api/v1/jobs?limit=1000"));

    problem(
        api.post(
            "/api/v1/groups", group("event-loop", "ALL_COMPLETED", countdown("A", "0s"), "{}")),
        400,
        "invalid-request");
    problem(api.post("/api/v1/jobs", countdown("A", "-1s")), 400, "invalid-request");
    problem(api.post("/api/v1/jobs", "{"), 400, "malformed-json");

    assertThat(json(api.get("/api/v1/jobs?limit=1000")).path("items").size())
        .isEqualTo(before.path("items").size());
  }

  @Test
  void lanesAndTypesAreThoseOfTheNode() {
    JsonNode lanes = json(api.get("/api/v1/lanes")).path("items");
    assertThat(lanes.valueStream().map(lane -> text(lane, "/mode")))
        .containsExactly(
            "sequential", "event-loop", "thread-pool", "virtual-threads", "process-pool");
    assertThat(lanes.get(4).path("processes").size()).isEqualTo(2);
    assertThat(text(lanes, "/4/processes/0/name")).isEqualTo("process-1");
    assertThat(lanes.get(1).path("loops").size()).isEqualTo(1);
    assertThat(
            json(api.get("/api/v1/job-types"))
                .path("items")
                .valueStream()
                .map(type -> text(type, "/name")))
        .containsExactly("countdown", "fail", "http");
  }

  @Test
  void actuatorAnswersAsEverAndItsErrorsAreProblems() {
    HttpResponse<String> health = api.get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(text(json(health), "/status")).isEqualTo("UP");
    assertThat(api.get("/actuator/prometheus").body()).contains("jobwheel_lane_slots");
    problem(api.get("/actuator/nowhere"), 404, "not-found");
    problem(api.post("/actuator/health", "{}"), 405, "method-not-allowed");
  }

  @Test
  void aNodeWhoseDatabaseFileIsMovedAwayIsNotReadyAndTakesNoJobsUntilItIsBack() throws Exception {
    Path file = folder.resolve("jobwheel.db");
    try (LogCapture log = new LogCapture()) {
      Path away = Files.move(file, folder.resolve("away.db"));
      log.await("The store rejects writes");
      problem(api.post("/api/v1/jobs", countdown("A", "0s")), 503, "store-unavailable");
      assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
      assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
      Files.move(away, file);
      log.await("The store accepts writes again");
    }
    assertThat(text(json(postAndWait("/api/v1/jobs", countdown("A", "0s"))), "/state"))
        .isEqualTo("SUCCEEDED");
    assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void temporaryFilesOfTheServerAndTheDatabaseMayBeDeleted(@Autowired ServletContext servlet)
      throws Exception {
    Path server = ((File) servlet.getAttribute(ServletContext.TEMPDIR)).toPath();
    while (!server.getFileName().toString().startsWith("tomcat.")) {
      server = server.getParent();
    }
    assertThat(FileSystemUtils.deleteRecursively(server)).isTrue();
    String documents = servlet.getRealPath("/");
    if (documents != null) {
      FileSystemUtils.deleteRecursively(Path.of(documents));
    }
    try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
      Pattern library = Pattern.compile("/\\S*sqlitejdbc\\S*");
      for (MatchResult found : mapped.flatMap(line -> library.matcher(line).results()).toList()) {
        Files.deleteIfExists(Path.of(found.group()));
      }
    }
    String longType = countdown("A", "0s").replace("countdown", "x".repeat(500_000));
    problem(api.post("/api/v1/jobs", longType), 400, "invalid-request");
    assertThat(text(json(postAndWait("/api/v1/jobs", countdown("A", "0s"))), "/state"))
        .isEqualTo("SUCCEEDED");
    assertThat(api.get("/api/v1/jobs?limit=1000").statusCode()).isEqualTo(200);
    assertThat(api.get("/actuator/prometheus").statusCode()).isEqualTo(200);
  }

  /** Waits for free slots: worker processes take a moment to start. */
  private void awaitSlots(ExecutionMode mode) {
    await("a free slot of " + mode)
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          JsonNode lane = json(api.get("/api/v1/lanes")).path("items").get(mode.ordinal());
          return lane.at("/slots/free").asInt() > 0;
        });
  }
}
