package io.jobwheel.api;

import static io.jobwheel.api.ApiClient.json;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.EventReader.ReceivedEvent;
import io.jobwheel.dispatch.Gate;
import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobHandler;
import io.jobwheel.handler.JobType;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/** The streams of a whole service. */
class EventsEndToEndTest extends EndToEndTestCase {

  private static final String UNKNOWN = "019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f";

  /** A type whose jobs print lines and wait in between. */
  @TestConfiguration
  static class MoreTypes {

    @Bean
    JobHandler<?, ?> telling() {
      return new Telling();
    }
  }

  /** What a job prints, and how often it fails before. */
  record Tale(String name, int lines, int failures) {}

  /** Prints its lines, each after a step of the test. */
  static final class Telling implements JobHandler<Tale, String> {

    private static final ConcurrentMap<String, Gate> GATES = new ConcurrentHashMap<>();

    static Gate gate(String name) {
      return GATES.computeIfAbsent(name, _ -> new Gate());
    }

    @Override
    public JobType<Tale> type() {
      return JobType.ioBound("telling", "Prints lines.", Tale.class);
    }

    @Override
    public String run(Tale tale, JobContext context) throws Exception {
      context.print("attempt " + context.attempt());
      gate(tale.name()).pass(context);
      for (int i = 1; i <= tale.lines(); i++) {
        context.print("line " + i);
      }
      if (context.attempt() <= tale.failures()) {
        throw new IllegalStateException("not yet");
      }
      return "told";
    }
  }

  private int port;

  @BeforeEach
  void port(@Autowired Environment environment) {
    port = environment.getRequiredProperty("local.server.port", Integer.class);
  }

  private static String telling(String name, int lines, int failures) {
    return """
    {"type": "telling", "payload": {"name": "%s", "lines": %d, "failures": %d},
      "maxAttempts": %d, "backoff": "PT0S"}\
    """
        .formatted(name, lines, failures, failures + 1);
  }

  private String submit(String body) {
    HttpResponse<String> response = api.post("/api/v1/jobs", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return text(json(response), "/id");
  }

  private EventReader stream(String id, String... headers) throws Exception {
    return EventReader.open(port, "/api/v1/jobs/%s/events".formatted(id), headers);
  }

  private static List<String> lines(List<ReceivedEvent> events) {
    return events.stream()
        .filter(event -> event.name().equals("output"))
        .map(event -> event.id() + " " + text(event.data(), "/text"))
        .toList();
  }

  private static ReceivedEvent awaitEvent(EventReader stream, String name, String part)
      throws InterruptedException {
    ReceivedEvent event = stream.next();
    while (!event.name().equals(name) || !event.data().toString().contains(part)) {
      event = stream.next();
    }
    return event;
  }

  @Test
  void anEndedJobIsToldFromItsBeginningToItsEnd() throws Exception {
    Telling.gate("ended").open();
    String id = submit(telling("ended", 2, 1));
    JsonNode job = ended(id);
    try (EventReader stream = stream(id)) {
      assertThat(stream.response().statusCode()).isEqualTo(200);
      assertThat(stream.response().headers().firstValue("Content-Type"))
          .contains("text/event-stream;charset=UTF-8");
      assertThat(stream.response().headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(stream.response().headers().firstValue("X-Accel-Buffering")).contains("no");
      List<ReceivedEvent> events = stream.all();
      assertThat(lines(events))
          .containsExactly(
              "1.1 attempt 1",
              "1.2 line 1",
              "1.3 line 2",
              "2.1 attempt 2",
              "2.2 line 1",
              "2.3 line 2");
      assertThat(events.subList(events.size() - 2, events.size()))
          .extracting(ReceivedEvent::name)
          .containsExactly("job", "end");
      assertThat(events.get(events.size() - 2).data()).isEqualTo(job);
      assertThat(events.stream().filter(event -> !event.name().equals("output")))
          .allMatch(event -> event.id() == null);
    }
  }

  @Test
  void aPayloadOfSeveralLinesIsOneEvent() throws Exception {
    Telling.gate("lines").open();
    for (String lineBreak : List.of("\n", "\r\n", "\r", "\n\n")) {
      String id = submit(telling("lines", 0, 0).replace(", ", "," + lineBreak));
      JsonNode job = ended(id);
      try (EventReader stream = stream(id)) {
        assertThat(stream.all())
            .filteredOn(event -> event.name().equals("job"))
            .extracting(ReceivedEvent::data)
            .contains(job);
      }
    }
  }

  @Test
  void aRunningJobIsToldAsItGoes() throws Exception {
    String id = submit(telling("running", 1, 0));
    try (EventReader stream = stream(id)) {
      awaitEvent(stream, "output", "attempt 1");
      Telling.gate("running").open();
      awaitEvent(stream, "output", "line 1");
      ReceivedEvent last = awaitEvent(stream, "job", "SUCCEEDED");
      assertThat(text(last.data(), "/result")).isEqualTo("told");
      assertThat(stream.next().name()).isEqualTo("end");
      assertThat(stream.endsAtOnce()).isTrue();
    }
  }

  @Test
  void aStreamThatWasCutGoesOnAfterItsLastLine() throws Exception {
    String id = submit(telling("cut", 5, 0));
    String last;
    try (EventReader stream = stream(id)) {
      awaitEvent(stream, "output", "attempt 1");
      last = stream.lastEventId();
    }
    assertThat(last).isEqualTo("1.1");
    Telling.gate("cut").open();
    var _ = ended(id);
    try (EventReader stream = stream(id, "Last-Event-ID", last)) {
      assertThat(lines(stream.all()))
          .containsExactly("1.2 line 1", "1.3 line 2", "1.4 line 3", "1.5 line 4", "1.6 line 5");
    }
    try (EventReader stream =
        EventReader.open(port, "/api/v1/jobs/%s/events?after=1.4".formatted(id))) {
      assertThat(lines(stream.all())).containsExactly("1.5 line 4", "1.6 line 5");
    }
    try (EventReader stream = stream(id, "Last-Event-ID", "1.6")) {
      assertThat(stream.all()).extracting(ReceivedEvent::name).containsExactly("job", "end");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.99", "7.1", "x", "0.1", "1.", "99999999999999999999.1", "1.-1"})
  void anIdThatTheJobDoesNotHaveStartsAnew(String lastEventId) throws Exception {
    Telling.gate("reset").open();
    String id = submit(telling("reset", 1, 0));
    var _ = ended(id);
    try (EventReader stream = stream(id, "Last-Event-ID", lastEventId)) {
      List<ReceivedEvent> events = stream.all();
      assertThat(events).extracting(ReceivedEvent::name).containsOnlyOnce("reset");
      List<ReceivedEvent> after =
          events.subList(
              events.stream().map(ReceivedEvent::name).toList().indexOf("reset"), events.size());
      assertThat(lines(after)).containsExactly("1.1 attempt 1", "1.2 line 1");
      assertThat(after.getLast().name()).isEqualTo("end");
    }
  }

  @Test
  void aCancelledJobAndARedrivenOneAreTold() throws Exception {
    String id =
        submit(
            """
            {"type": "telling", "payload": {"name": "later", "lines": 0, "failures": 0},
              "runAt": "2999-01-01T00:00:00Z"}\
            """);
    Telling.gate("later").open();
    try (EventReader stream = stream(id)) {
      awaitEvent(stream, "job", "SCHEDULED");
      assertThat(cancel(id).statusCode()).isEqualTo(202);
      awaitEvent(stream, "job", "CANCELLED");
      assertThat(stream.next().name()).isEqualTo("end");
    }
  }

  @Test
  void aGroupTellsItsJobsInTheOrderInWhichTheyEnd() throws Exception {
    HttpResponse<String> submitted =
        api.post(
            "/api/v1/groups",
            group(
                "event-loop",
                "ALL_COMPLETED",
                telling("third", 0, 0),
                telling("first", 0, 0),
                telling("second", 0, 0)));
    String id = text(json(submitted), "/id");
    List<String> order = new ArrayList<>();
    try (EventReader stream = EventReader.open(port, "/api/v1/groups/%s/events".formatted(id))) {
      for (String name : List.of("first", "second", "third")) {
        Telling.gate(name).open();
        ReceivedEvent finished = awaitEvent(stream, "finished", "SUCCEEDED");
        assertThat(text(finished.data(), "/payload/name")).isEqualTo(name);
        assertThat(text(finished.data(), "/result")).isEqualTo("told");
        order.add(text(finished.data(), "/id"));
      }
      ReceivedEvent last = awaitEvent(stream, "group", "\"state\":\"SUCCEEDED\"");
      assertThat(last.data().at("/counts/SUCCEEDED").asInt()).isEqualTo(3);
      assertThat(stream.next().name()).isEqualTo("end");
      assertThat(stream.endsAtOnce()).isTrue();
    }
    List<String> ids =
        json(submitted).path("jobs").valueStream().map(job -> text(job, "/id")).toList();
    assertThat(order).containsExactly(ids.get(1), ids.get(2), ids.get(0));
    try (EventReader stream = EventReader.open(port, "/api/v1/groups/%s/events".formatted(id))) {
      assertThat(stream.all())
          .filteredOn(event -> event.name().equals("finished"))
          .extracting(event -> text(event.data(), "/id"))
          .isEqualTo(order);
    }
  }

  @Test
  void aClientThatPollsGetsTheSameEvents() throws Exception {
    Telling.gate("polled").open();
    String id = submit(telling("polled", 1, 0));
    var _ = ended(id);
    String path = "/api/v1/jobs/%s/events".formatted(id);
    JsonNode first = json(api.send(api.request(path).header("Accept", "application/json")));
    assertThat(first.path("items").valueStream().map(event -> text(event, "/event")))
        .containsExactly("output", "output", "job", "end");
    assertThat(text(first, "/cursor")).isEqualTo("1.2");
    assertThat(first.path("more").asBoolean()).isFalse();
    JsonNode rest =
        json(api.send(api.request(path + "?after=1.1").header("Accept", "application/json")));
    assertThat(text(rest, "/items/0/id")).isEqualTo("1.2");
    assertThat(text(rest, "/items/0/data/text")).isEqualTo("line 1");
  }

  private JsonNode poll(String id, String after) {
    String path = "/api/v1/jobs/%s/events%s".formatted(id, after);
    return json(api.send(api.request(path).header("Accept", "application/json")));
  }

  @Test
  void aClientThatPollsGetsAllOfALongOutput() throws Exception {
    int lines = 4_500; // more than two portions
    Telling.gate("long").open();
    String id = submit(telling("long", lines, 0));
    var _ = ended(id);
    List<String> told = new ArrayList<>();
    String last = "";
    JsonNode page = poll(id, "");
    while (true) {
      for (JsonNode item : page.path("items")) {
        if (text(item, "/event").equals("output")) {
          told.add(text(item, "/data/text"));
        }
        last = text(item, "/event");
      }
      if (!page.path("more").asBoolean()) {
        break;
      }
      page = poll(id, "?after=" + text(page, "/cursor"));
    }
    assertThat(last).isEqualTo("end");
    assertThat(told).hasSize(lines + 1).doesNotHaveDuplicates();
    JsonNode anew = poll(id, "?after=1.99999");
    assertThat(text(anew, "/items/0/event")).isEqualTo("reset");
    assertThat(text(anew, "/items/1/id")).isEqualTo("1.1");
  }

  @Test
  void badRequestsGetNoStream() {
    problem(api.get("/api/v1/jobs/%s/events".formatted(UNKNOWN)), 404, "not-found");
    problem(api.get("/api/v1/groups/%s/events".formatted(UNKNOWN)), 404, "not-found");
    problem(api.get("/api/v1/jobs/no-id/events"), 400, "invalid-parameter");
    String id = submit(telling("bad", 0, 0));
    Telling.gate("bad").open();
    problem(api.get("/api/v1/jobs/%s/events?after=x".formatted(id)), 400, "invalid-parameter");
    String path = "/api/v1/jobs/%s/events".formatted(id);
    problem(api.send(api.request(path).header("Accept", "image/png")), 406, "not-acceptable");
    HttpResponse<String> head = api.send(api.request(path).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
  }
}
