package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Schedules of the whole service. */
class SchedulesEndToEndTest extends EndToEndTestCase {

  private static final String JOB = "\"job\":" + countdown("A", "1ms");
  private static final String LONG_JOB = "\"job\":" + countdown("A", "1m");

  private HttpResponse<String> put(String name, String body, String... headers) {
    HttpRequest.Builder request =
        api.request("/api/v1/schedules/" + name)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return api.send(request);
  }

  private HttpResponse<String> verb(String name, String verb) {
    return api.send(
        api.request("/api/v1/schedules/%s:%s".formatted(name, verb)).POST(BodyPublishers.noBody()));
  }

  private JsonNode schedule(String name) {
    return json(api.get("/api/v1/schedules/" + name));
  }

  private List<JsonNode> jobsOf(String name) {
    JsonNode items = json(api.get("/api/v1/jobs?limit=1000&schedule=" + name)).get("items");
    return StreamSupport.stream(items.spliterator(), false).toList();
  }

  private void delete(String name) {
    HttpResponse<String> response = api.send(api.request("/api/v1/schedules/" + name).DELETE());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
  }

  @Test
  void eachDueTimeHasOneJobThatNamesIt() {
    HttpResponse<String> created = put("ticks", "{\"every\":\"1s\",%s}".formatted(JOB));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(json(created).at("/next")).hasSize(5);

    await().atMost(20, SECONDS).until(() -> jobsOf("ticks").size() >= 3);

    delete("ticks");
    List<JsonNode> jobs = jobsOf("ticks");
    Set<Instant> due = new HashSet<>();
    for (JsonNode job : jobs) {
      assertThat(text(job, "/scheduleName")).isEqualTo("ticks");
      Instant scheduledFor = Instant.parse(text(job, "/scheduledFor"));
      assertThat(scheduledFor.getNano()).isZero(); // multiples of a second
      assertThat(due.add(scheduledFor)).isTrue();
      assertThat(Instant.parse(text(job, "/createdAt"))).isAfterOrEqualTo(scheduledFor);
    }
    Instant first = due.stream().min(Instant::compareTo).orElseThrow();
    Instant last = due.stream().max(Instant::compareTo).orElseThrow();
    assertThat(Duration.between(first, last).toSeconds()).isEqualTo(due.size() - 1);
  }

  @Test
  void theDocumentShowsItsTimesInUtcAndInItsZone() {
    HttpResponse<String> response =
        put(
            "nightly",
            "{\"cron\":\"30 2 * * *\",\"timeZone\":\"Europe/Berlin\",\"startAt\":\"2026-10-23T00:00:00Z\",%s}"
                .formatted(JOB));

    JsonNode document = json(response);
    assertThat(text(document, "/state")).isEqualTo("ACTIVE");
    assertThat(text(document, "/overlap")).isEqualTo("SKIP");
    assertThat(text(document, "/catchUp")).isEqualTo("LATEST");
    assertThat(text(document, "/job/type")).isEqualTo("countdown");
    assertThat(response.headers().firstValue("ETag")).contains("\"1\"");
    for (JsonNode next : document.get("next")) {
      assertThat(text(next, "/local")).matches("\\d{4}-\\d\\d-\\d\\dT02:30:00\\+0[12]:00");
    }
    delete("nightly");
    problem(api.get("/api/v1/schedules/nightly"), 404, "not-found");
  }

  @Test
  void theSamePutChangesNothingAndIfMatchGuardsEdits() {
    String body = "{\"every\":\"1h\",%s}".formatted(JOB);
    assertThat(put("guarded", body, "If-None-Match", "*").statusCode()).isEqualTo(201);
    String next = text(schedule("guarded"), "/next/0/at");

    HttpResponse<String> same = put("guarded", body);
    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(same.headers().firstValue("ETag")).contains("\"1\"");
    problem(put("guarded", body, "If-None-Match", "*"), 412, "version-mismatch");

    String other = "{\"every\":\"1h\",\"overlap\":\"ALLOW\",%s}".formatted(JOB);
    HttpResponse<String> changed = put("guarded", other, "If-Match", "\"1\"");
    assertThat(changed.headers().firstValue("ETag")).contains("\"2\"");
    assertThat(text(json(changed), "/next/0/at")).isEqualTo(next);
    problem(put("guarded", body, "If-Match", "\"1\""), 412, "version-mismatch");
    assertThat(text(schedule("guarded"), "/overlap")).isEqualTo("ALLOW");
    problem(put("none", body, "If-Match", "*"), 412, "version-mismatch");
    delete("guarded");
  }

  @Test
  void aDueTimeIsSkippedWhileTheJobBeforeRunsAndSaysSo() {
    put("slow", "{\"every\":\"1s\",%s}".formatted(LONG_JOB));

    await().atMost(20, SECONDS).until(() -> schedule("slow").at("/counts/skipped").asInt() >= 2);

    assertThat(jobsOf("slow")).hasSize(1);
    JsonNode fire = schedule("slow").at("/fires/0");
    assertThat(text(fire, "/outcome")).isEqualTo("SKIPPED");
    assertThat(text(fire, "/reason")).contains("had not ended");
    delete("slow");
    cancelAll("slow");
  }

  @Test
  void aJobThatWaitedBeginsWhenTheOtherEnds() {
    put("queued", "{\"every\":\"1s\",\"overlap\":\"QUEUE_ONE\",%s}".formatted(LONG_JOB));
    await().atMost(20, SECONDS).until(() -> schedule("queued").at("/waiting").size() == 1);
    String due = text(schedule("queued"), "/waiting/0");
    String first = text(jobsOf("queued").getFirst(), "/id");

    cancel(first);

    await().atMost(20, SECONDS).until(() -> jobsOf("queued").size() == 2);
    assertThat(text(jobsOf("queued").getFirst(), "/scheduledFor")).isEqualTo(due);
    delete("queued");
    cancelAll("queued");
  }

  @Test
  void theOtherJobIsCancelled() {
    put("latest", "{\"every\":\"1s\",\"overlap\":\"CANCEL_OTHER\",%s}".formatted(LONG_JOB));

    await().atMost(20, SECONDS).until(() -> jobsOf("latest").size() >= 3);

    delete("latest");
    await()
        .atMost(20, SECONDS)
        .until(() ->
            jobsOf("latest").stream().filter(job -> text(job, "/state").equals("CANCELLED")).count()
                >= jobsOf("latest").size() - 1);
    cancelAll("latest");
  }

  private void cancelAll(String name) {
    for (JsonNode job : jobsOf(name)) {
      if (text(job, "/finishedAt").isEmpty()) {
        cancel(text(job, "/id"));
      }
    }
  }

  @Test
  void aPausedScheduleDoesNotFireUnlessItIsTriggered() {
    put("paused", "{\"every\":\"1h\",%s}".formatted(JOB));
    HttpResponse<String> paused =
        api.post("/api/v1/schedules/paused:pause", "{\"reason\":\"for the test\"}");
    assertThat(text(json(paused), "/state")).isEqualTo("PAUSED");
    assertThat(text(json(paused), "/pause/reason")).isEqualTo("for the test");
    assertThat(schedule("paused").at("/next")).isEmpty();

    HttpResponse<String> triggered = verb("paused", "trigger");

    assertThat(triggered.statusCode()).as(triggered.body()).isEqualTo(202);
    assertThat(text(json(triggered), "/kind")).isEqualTo("TRIGGER");
    assertThat(text(jobsOf("paused").getFirst(), "/id")).isEqualTo(text(json(triggered), "/jobId"));
    assertThat(text(json(verb("paused", "resume")), "/state")).isEqualTo("ACTIVE");
    assertThat(schedule("paused").at("/counts/fired").asInt()).isEqualTo(1);
    delete("paused");
  }

  @Test
  void aBackfillHasEachTimeOnceHoweverOftenItIsAskedFor() {
    put("past", "{\"cron\":\"0 0 * * *\",\"startAt\":\"2026-01-01T00:00:00Z\",%s}".formatted(JOB));
    String interval = "{\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-08T00:00:00Z\"}";

    HttpResponse<String> first = api.post("/api/v1/schedules/past:backfill", interval);
    HttpResponse<String> second = api.post("/api/v1/schedules/past:backfill", interval);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
    assertThat(json(first).get("items")).hasSize(7);
    assertThat(text(json(first), "/items/0/dueAt")).isEqualTo("2026-03-01T00:00:00Z");
    assertThat(json(second).get("items")).isEmpty();
    assertThat(jobsOf("past")).hasSize(7);
    String many = "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-11-01T00:00:00Z\"}";
    put("often", "{\"every\":\"1m\",\"startAt\":\"2026-01-01T00:00:00Z\",%s}".formatted(JOB));
    assertThat(
            fields(
                problem(
                    api.post("/api/v1/schedules/often:backfill", many), 400, "invalid-request")))
        .contains("to");
    delete("past");
    delete("often");
  }

  @Test
  void aScheduleOfAnUnknownTypeIsAcceptedAndSaysSo() {
    HttpResponse<String> created =
        put("unknown", "{\"every\":\"1s\",\"job\":{\"type\":\"no-such-type\",\"payload\":{}}}");
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);

    await().atMost(20, SECONDS).until(() -> schedule("unknown").at("/counts/refused").asInt() >= 2);

    assertThat(text(schedule("unknown"), "/error")).contains("'no-such-type' is unknown");
    assertThat(jobsOf("unknown")).isEmpty();
    problem(verb("unknown", "trigger"), 400, "invalid-request");
    delete("unknown");
  }

  @Test
  void aGroupIsSubmittedAsAWhole() {
    put(
        "together",
        "{\"every\":\"1h\",\"group\":%s}"
            .formatted(
                group(
                    "event-loop", "ALL_COMPLETED", countdown("A", "1ms"), countdown("B", "1ms"))));

    String groupId = text(json(verb("together", "trigger")), "/groupId");

    await()
        .atMost(20, SECONDS)
        .until(
            () -> text(json(api.get("/api/v1/groups/" + groupId)), "/state").equals("SUCCEEDED"));
    assertThat(jobsOf("together")).hasSize(2);
    delete("together");
  }

  @Test
  void aDueTimeWhoseUniqueKeyIsHeldIsSkippedAndNamesTheHolder() {
    String unique =
        countdown("A", "1m").replace("{\"type\"", "{\"unique\":{\"key\":\"of-two\"},\"type\"");
    put("first", "{\"every\":\"1h\",\"overlap\":\"ALLOW\",\"job\":%s}".formatted(unique));
    put("second", "{\"every\":\"1h\",\"overlap\":\"ALLOW\",\"job\":%s}".formatted(unique));
    String holder = text(json(verb("first", "trigger")), "/jobId");
    assertThat(text(jobsOf("first").getFirst(), "/unique/key")).isEqualTo("of-two");

    for (String name : List.of("first", "second")) {
      JsonNode skipped = json(verb(name, "trigger"));
      assertThat(text(skipped, "/outcome")).isEqualTo("SKIPPED");
      assertThat(text(skipped, "/reason")).contains(holder);
      assertThat(skipped.path("jobId").asString("")).isEmpty();
    }
    assertThat(jobsOf("first")).hasSize(1);
    assertThat(jobsOf("second")).isEmpty();
    assertThat(schedule("second").at("/counts/skipped").asInt()).isEqualTo(1);

    cancel(holder);
    await()
        .until(() -> text(json(api.get("/api/v1/jobs/" + holder)), "/state").equals("CANCELLED"));
    assertThat(text(json(verb("second", "trigger")), "/outcome")).isEqualTo("FIRED");
    cancel(text(jobsOf("second").getFirst(), "/id"));
    delete("first");
    delete("second");
  }

  @Test
  void itEndsAfterItsLastJob() {
    put("twice", "{\"every\":\"1s\",\"maxFires\":2,\"overlap\":\"ALLOW\",%s}".formatted(JOB));

    await().atMost(20, SECONDS).until(() -> text(schedule("twice"), "/state").equals("ENDED"));

    assertThat(jobsOf("twice")).hasSize(2);
    delete("twice");
  }

  @Test
  void badInputIsRefused() {
    String[][] bad = {
      {"{\"cron\":\"0 0 30 2 *\"," + JOB + "}", "cron"},
      {"{\"cron\":\"0 0 1 * 1\"," + JOB + "}", "cron"},
      {"{\"cron\":\"nonsense\"," + JOB + "}", "cron"},
      {"{\"cron\":\"@daily\",\"timeZone\":\"Mars/Base\"," + JOB + "}", "timeZone"},
      {"{\"every\":\"0s\"," + JOB + "}", "every"},
      {"{\"every\":\"1ns\"," + JOB + "}", "every"},
      {"{" + JOB + "}", "cron"},
      {"{\"every\":\"1h\"}", "job"},
      {"{\"every\":\"1h\",\"overlap\":\"NEVER\"," + JOB + "}", "overlap"},
      {"{\"every\":\"1h\",\"catchUpWindow\":\"-1s\"," + JOB + "}", "catchUpWindow"},
      {"{\"every\":\"1h\",\"maxFires\":0," + JOB + "}", "maxFires"},
      {"{\"every\":\"1h\",\"endAt\":\"tomorrow\"," + JOB + "}", "endAt"},
      {"{\"every\":\"1h\",\"job\":{\"type\":\"countdown\",\"pay\":1}}", "job.pay"},
    };
    for (String[] each : bad) {
      HttpResponse<String> response =
          api.sendLenient(
              api.request("/api/v1/schedules/bad")
                  .header("Content-Type", "application/json")
                  .PUT(BodyPublishers.ofString(each[0])));
      assertThat(fields(problem(response, 400, "invalid-request"))).as(each[0]).contains(each[1]);
    }
    HttpResponse<String> name =
        api.sendLenient(
            api.request("/api/v1/schedules/Bad%20Name")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"every\":\"1h\"," + JOB + "}")));
    assertThat(fields(problem(name, 400, "invalid-request"))).contains("name");
    problem(api.get("/api/v1/schedules/bad"), 404, "not-found");
  }

  @Test
  void schedulesAreListedByName() {
    for (String name : List.of("list-b", "list-a", "list-c")) {
      put(name, "{\"every\":\"1h\",%s}".formatted(JOB));
    }
    JsonNode first = json(api.get("/api/v1/schedules?limit=2&cursor=list"));
    assertThat(text(first, "/items/0/name")).isEqualTo("list-a");
    assertThat(first.at("/items/0").has("fires")).isFalse();
    JsonNode second =
        json(api.get("/api/v1/schedules?limit=2&cursor=" + text(first, "/nextCursor")));
    assertThat(text(second, "/items/0/name")).isEqualTo("list-c");
    List.of("list-a", "list-b", "list-c").forEach(this::delete);
  }
}
