package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.Scrape;
import io.jobwheel.Scrape.Meter;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Meters and management endpoints over HTTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestPropertySource(properties = {"test.processes=2", "jobwheel.dispatch.count-every=200ms"})
class ObservationEndToEndTest extends EndToEndTestCase {

  private static final Path DOCS = Path.of("docs", "metrics.md");

  /** A type that blocks its event loop. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    JobHandler<?, ?> holding() {
      return new Holding();
    }
  }

  /** Blocks its thread for 400 ms. */
  static final class Holding implements JobHandler<Holding.Nothing, String> {

    record Nothing() {}

    @Override
    public JobType<Nothing> type() {
      return JobType.ioBound("hold", "Holds its loop.", Nothing.class);
    }

    @Override
    public String run(Nothing nothing, JobContext context) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      return "held";
    }
  }

  private Scrape scrape() {
    return new Scrape(api.get("/actuator/prometheus").body());
  }

  @Test
  void theDocumentationNamesEveryMeterWithItsTypeAndTagsAndNoOther() throws Exception {
    // the meters of jobs and of limits are made by the first
    postAndWait("/api/v1/jobs", countdown("A", "0s"));
    useLimits();
    Map<String, Meter> documented = documented();
    await()
        .atMost(Duration.ofSeconds(10)) // limits are counted from time to time
        .untilAsserted(() ->
            assertThat(documented.keySet()).as("names").isEqualTo(scrape().meters().keySet()));
    assertThat(documented).isEqualTo(scrape().meters());
  }

  /** Lets limits hold, release, reject and cancel jobs. */
  private void useLimits() {
    define("closed", "{\"total\":0,\"onLimit\":\"REJECT\"}");
    assertThat(api.post("/api/v1/jobs", limited("closed", "0s")).statusCode()).isEqualTo(429);
    define("latest", "{\"total\":1,\"onLimit\":\"CANCEL_OLDEST\"}");
    String first =
        ApiClient.json(api.post("/api/v1/jobs", limited("latest", "1h"))).get("id").asString();
    assertThat(postAndWait("/api/v1/jobs", limited("latest", "0s")).statusCode()).isEqualTo(200);
    assertThat(api.get("/api/v1/jobs/" + first).body()).contains("CANCELLED");
  }

  private void define(String limit, String definition) {
    HttpRequest.Builder request = api.jsonPost("/api/v1/limits/" + limit, "");
    assertThat(api.send(request.PUT(BodyPublishers.ofString(definition))).statusCode())
        .isBetween(200, 201);
  }

  private static String limited(String limit, String delay) {
    return countdown("A", delay)
        .replaceFirst("}$", ",\"limits\":[{\"name\":\"%s\"}]}".formatted(limit));
  }

  /** Returns the rows of the table: name, type, tags. */
  private static Map<String, Meter> documented() throws IOException {
    Map<String, Meter> documented = new TreeMap<>();
    for (String line : Files.readAllLines(DOCS)) {
      if (line.startsWith("| `jobwheel_")) {
        String[] cells = line.split("\\|");
        String name = cells[1].strip().replace("`", "");
        TreeSet<String> tags = new TreeSet<>(Arrays.asList(cells[3].strip().split(", ")));
        tags.remove("");
        assertThat(documented.put(name, new Meter(name, cells[2].strip(), tags)))
            .as("%s is there twice", name)
            .isNull();
        assertThat(cells).as(line).hasSize(7);
        assertThat(cells[5]).as("meaning of %s", name).isNotBlank();
        assertThat(cells[6]).as("action for %s", name).isNotBlank();
      }
    }
    return documented;
  }

  @Test
  void theScrapeDescribesEachMeter() {
    String text = api.get("/actuator/prometheus").body();
    for (String name : new Scrape(text).names()) {
      assertThat(text).containsPattern("# HELP " + name + " [A-Z0-9]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", ",", "text/html", "*/*;q=0", "application/openmetrics-text;q=x"})
  void aScrapeHasAResponseForEveryAcceptHeader(String accept, @Autowired Environment environment)
      throws IOException {
    String response =
        new RawHttp(environment.getRequiredProperty("local.server.port", Integer.class))
            .send(
                "GET /actuator/prometheus HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Connection: close\r\n"
                    + "Accept: "
                    + accept
                    + "\r\n\r\n");

    assertThat(RawHttp.status(response))
        .isEqualTo(accept.isEmpty() || accept.equals(",") ? 200 : 406);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.1|openmetrics-text",
        "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0|text/plain",
        "*/*|text/plain"
      })
  void aScrapeComesInTheFormatThatIsPreferred(String accept, String format) {
    HttpResponse<String> scrape =
        api.send(api.request("/actuator/prometheus").header("Accept", accept));

    assertThat(scrape.headers().firstValue("Content-Type").orElseThrow()).contains(format);
    assertThat(scrape.body()).contains("jvm_info");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "*/*;q=0", ";"})
  void aRequestWithoutAnAcceptableResponseDoesNotChangeALane(String accept) {
    HttpResponse<String> response =
        api.send(
            api.jsonPost("/actuator/lanes/thread-pool", "{\"paused\":true}")
                .header("Accept", accept));

    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(scrape().value("jobwheel_lane_paused{mode=\"thread-pool\"}")).isZero();
  }

  @Test
  void aPausedLaneStartsNothingWhileItsJobsWaitAndTheNodeIsReady() throws Exception {
    JsonNode paused = json(changed("sequential", "{\"paused\":true}"));
    assertThat(paused.path("paused").asBoolean()).isTrue();
    assertThat(paused.path("free").asInt()).isZero();

    String waiting = text(json(submit("sequential", "")), "/id");
    // found when jobs are claimed from the store
    String later = ",\"runAt\":\"%s\"".formatted(Instant.now().plusMillis(1500));
    String other = text(json(submit("thread-pool", later)), "/id");
    assertThat(text(ended(other), "/state")).isEqualTo("SUCCEEDED");
    assertThat(text(json(api.get("/api/v1/jobs/" + waiting)), "/state")).isEqualTo("QUEUED");

    assertThat(json(api.get("/api/v1/lanes")).at("/items/0/paused").asBoolean()).isTrue();
    assertThat(json(api.get("/api/v1/lanes")).at("/items/1/paused").asBoolean()).isFalse();
    assertThat(scrape().value("jobwheel_lane_paused{mode=\"sequential\"}")).isOne();
    HttpResponse<String> health = api.get("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(text(json(health), "/status")).isEqualTo("DEGRADED");
    JsonNode trouble = json(health).at("/components/lanes/details/sequential");
    assertThat(text(trouble, "/wrong")).startsWith("Paused");
    assertThat(Instant.parse(text(trouble, "/since"))).isBefore(Instant.now());
    HttpResponse<String> ready = api.get("/actuator/health/readiness");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(text(json(ready), "/status")).isEqualTo("UP");
    awaitOldest();

    changed("sequential", "{\"paused\":false}");
    assertThat(text(ended(waiting), "/state")).isEqualTo("SUCCEEDED");
    assertThat(scrape().value("jobwheel_lane_paused{mode=\"sequential\"}")).isZero();
    assertThat(text(json(api.get("/actuator/health")), "/status")).isEqualTo("UP");
  }

  /** Waits until the meter counts the waiting job of the paused lane. */
  private void awaitOldest() {
    String oldest = "jobwheel_job_oldest_queued_seconds{mode=\"sequential\"}";
    Scrape now =
        await().atMost(20, TimeUnit.SECONDS).until(this::scrape, it -> it.value(oldest) > 0);
    assertThat(now.value("jobwheel_jobs{mode=\"sequential\",state=\"queued\"}")).isOne();
    assertThat(now.value("jobwheel_nodes")).isOne();
  }

  private HttpResponse<String> submit(String mode, String more) {
    String job = countdown("A", "0s");
    HttpResponse<String> accepted =
        api.post(
            "/api/v1/jobs",
            job.substring(0, job.length() - 1) + ",\"mode\":\"%s\"%s}".formatted(mode, more));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return accepted;
  }

  private HttpResponse<String> changed(String mode, String change) {
    HttpResponse<String> response = api.post("/actuator/lanes/" + mode, change);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response;
  }

  @Test
  void aLaneIsResizedWithinItsBounds() {
    JsonNode before = json(api.get("/actuator/lanes/thread-pool"));
    assertThat(before.path("mostSlots").asInt()).isEqualTo(10_000);
    int slots = before.path("slots").asInt();
    JsonNode after = json(changed("thread-pool", "{\"slots\":%d}".formatted(slots + 5)));
    assertThat(after.path("slots").asInt()).isEqualTo(slots + 5);
    assertThat(scrape().value("jobwheel_lane_slots{mode=\"thread-pool\",state=\"free\"}"))
        .isEqualTo(slots + 5);
    assertThat(json(api.get("/actuator/lanes")).path("lanes").size()).isEqualTo(5);
    changed("thread-pool", "{\"slots\":%d}".formatted(slots));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          thread-pool  | {"slots":0}                  | 1 to 10000
          thread-pool  | {"slots":10001}              | 1 to 10000
          thread-pool  | {"slots":-1}                 | 1 to 10000
          thread-pool  | {"slots":2.5}                | whole number
          thread-pool  | {"slots":9.0}                | whole number
          thread-pool  | {"slots":1e1}                | whole number
          thread-pool  | {"slots":"9"}                | whole number
          thread-pool  | {"slots":true}               | whole number
          thread-pool  | {"slots":[9]}                | whole number
          thread-pool  | {"paused":"true"}            | true or false
          thread-pool  | {"paused":1}                 | true or false
          thread-pool  | {"paused":""}                | true or false
          thread-pool  | {"slots":"many"}             | whole number
          thread-pool  | {"slots":99999999999}        | whole number
          thread-pool  | {"slots":""}                 | whole number
          thread-pool  | {"paused":"perhaps"}         | true or false
          thread-pool  | {"paused":1}                 | true or false
          thread-pool  | {"slots":0,"paused":true}    | 1 to 10000
          thread-pool  | {"slots":9,"paused":"x"}     | true or false
          thread-pool  | {}                           | Send slots
          thread-pool  | {"slot":9}                   | did you mean 'slots'?
          thread-pool  | {"slots":9,"pause":true}     | did you mean 'paused'?
          thread-pool  | {"mode":"sequential","paused":true} | mode is set by the path
          thread-pool  | {"slots":null}               | Send slots
          sequential   | {"slots":2}                  | another mode
          process-pool | {"slots":2}                  | jobwheel.lanes.process-pool.slots
          no-such-lane | {"paused":true}              | The lanes are sequential
          """)
  void anInvalidValueIsA400WithTheReasonAndHasNoEffect(String lane, String change, String why) {
    String before = settled();
    HttpResponse<String> refused = api.post("/actuator/lanes/" + lane, change);
    assertThat(text(problem(refused, 400, "invalid-parameter"), "/detail")).contains(why);
    assertThat(settled()).isEqualTo(before);
  }

  /** Returns the settings of the lanes that an operator can change. */
  private String settled() {
    return json(api.get("/actuator/lanes"))
        .path("lanes")
        .valueStream()
        .map(lane -> lane.path("mode") + " " + lane.path("slots") + " " + lane.path("paused"))
        .toList()
        .toString();
  }

  @Test
  void whatIsNoObjectIsRefusedToo() {
    for (String body : List.of("[]", "7", "{", "{\"slots\":{\"a\":1}}")) {
      assertThat(api.post("/actuator/lanes/thread-pool", body).statusCode())
          .as(body)
          .isEqualTo(400);
    }
    assertThat(api.get("/actuator/lanes/no-such-lane").statusCode()).isEqualTo(400);
  }

  @Test
  void aLoopShowsTheStepThatHeldItAndWhoWaits() throws Exception {
    String held = holdUntilSeen();
    String[] sleepers = new String[50];
    Arrays.fill(sleepers, countdown("A", "2s"));
    String group =
        text(
            json(api.post("/api/v1/groups", group("event-loop", "ALL_COMPLETED", sleepers))),
            "/id");

    JsonNode loop = awaitWaiting(50);
    assertThat(text(loop, "/name")).isEqualTo("loop-1");
    assertThat(loop.path("slowSteps").asInt()).isPositive();
    JsonNode step = heldStep(loop).orElseThrow();
    assertThat(text(step, "/cause")).isEqualTo("STEP");
    assertThat(step.path("seconds").asDouble()).isGreaterThan(0.3);
    assertThat(step.path("stack").size()).isBetween(1, 40);
    assertThat(loop.at("/delay/count").asLong()).isPositive();
    assertThat(loop.at("/step/p99Seconds").asDouble()).isPositive();
    assertThat(loop.path("awaits").size()).isGreaterThan(40);
    assertThat(loop.path("awaits").toString()).contains("WAITING");

    JsonNode shown = json(api.get("/api/v1/loops?tasks=200")).at("/items/0");
    assertThat(shown.at("/slowSteps/places").toString()).contains("Holding.run");
    assertThat(shown.at("/slowSteps/recent").valueStream())
        .anyMatch(each ->
            each.path("jobId").asString().equals(held)
                && text(each, "/place").contains("Holding.run")
                && Instant.parse(text(each, "/startedAt")).isBefore(Instant.now()));
    assertThat(shown.path("live").valueStream().map(task -> task.path("jobId").asString()))
        .containsAll(idsOf(group));

    JsonNode few = json(api.get("/actuator/loops?tasks=3")).at("/loops/0");
    assertThat(few.path("awaits").size()).isLessThanOrEqualTo(6);
    assertThat(few.path("tasksLeftOut").asInt()).isGreaterThan(30);
    problem(api.get("/actuator/loops?tasks=-1"), 400, "invalid-parameter");
    problem(api.get("/actuator/loops?tasks=x"), 400, "invalid-parameter");
    api.send(
        api.request("/api/v1/groups/" + group + ":cancel")
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x5", "%235", "%205", "+5", "%2B5", "5.0", "5e0", "%00", "1&tasks=2"})
  void howManyTasksOfALoopAreShownIsAWholeNumberAndNothingElse(String tasks) {
    problem(api.get("/actuator/loops?tasks=" + tasks), 400, "invalid-parameter");
  }

  private List<String> idsOf(String group) {
    return json(api.get("/api/v1/groups/" + group))
        .path("jobs")
        .valueStream()
        .map(job -> text(job, "/id"))
        .toList();
  }

  /**
   * Returns the id of a job that held its loop and was seen at it. On a busy machine the watchdog
   * may run only when the step has ended, so that its place is not known.
   */
  private String holdUntilSeen() throws Exception {
    JsonNode loop = json(api.get("/actuator/loops")).at("/loops/0");
    for (int tries = 0; tries < 20; tries++) {
      JsonNode ended = json(postAndWait("/api/v1/jobs", "{\"type\":\"hold\",\"payload\":{}}"));
      assertThat(text(ended, "/state")).isEqualTo("SUCCEEDED");
      loop = json(api.get("/actuator/loops")).at("/loops/0");
      if (heldStep(loop).isPresent()) {
        return text(ended, "/id");
      }
    }
    throw new AssertionError(loop.path("last").toString());
  }

  private static Optional<JsonNode> heldStep(JsonNode loop) {
    return loop.path("last")
        .valueStream()
        .filter(each -> text(each, "/place").contains("Holding.run"))
        .findFirst();
  }

  private JsonNode awaitWaiting(int tasks) {
    return await()
        .until(
            () -> json(api.get("/actuator/loops")).at("/loops/0"),
            loop -> loop.path("waiting").asInt() >= tasks);
  }
}
