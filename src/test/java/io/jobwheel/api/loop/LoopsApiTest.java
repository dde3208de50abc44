package io.jobwheel.api.loop;

import static io.jobwheel.api.ApiClient.fields;
import static io.jobwheel.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The event loops over HTTP: their tasks, which wait for which, and the steps that held them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopsApiTest extends LoopsApiTestCase {

  private static JsonNode named(JsonNode loop, String name) {
    return loop.path("live")
        .valueStream()
        .filter(task -> task.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(loop.toString()));
  }

  @Test
  void theAnswerNamesTheNodeAndEachLoop() {
    Instant before = Instant.now();
    JsonNode list = list("");

    assertThat(list.at("/node/id").asString()).isEqualTo(ApiTestApplication.NODE.id().toString());
    assertThat(Instant.parse(list.path("at").asString()))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(list.path("items").valueStream().map(loop -> loop.path("name").asString()))
        .containsExactly("loop-1", "loop-2");
    assertThat(list.at("/items/0/live").size()).isZero();
    assertThat(list.at("/items/0/step/count").asLong()).isPositive();
    assertThat(list.at("/items/0/step/maxSeconds").asDouble())
        .isGreaterThanOrEqualTo(list.at("/items/0/step/p95Seconds").asDouble());
  }

  @Test
  void aCycleOfTasksIsShownWithTheJobThatTheyBelongTo() {
    UUID job = UUID.randomUUID();
    onLoop(() -> {
      EventLoop.currentTask().setLabel(job);
      Task<?>[] ring = new Task<?>[2];
      ring[0] = task("left", () -> EventLoop.await(ring[1]));
      ring[1] = task("right", () -> EventLoop.await(ring[0]));
      EventLoop.currentTask().setLabel(null);
      task("outside", () -> EventLoop.await(ring[0]));
      EventLoop.yieldNow();
    });

    JsonNode list = list("");
    JsonNode loop = list.at("/items/0");
    JsonNode left = named(loop, "left");
    JsonNode right = named(loop, "right");
    JsonNode outside = named(loop, "outside");
    assertThat(loop.path("cycles").toString())
        .isEqualTo("[[%s,%s]]".formatted(left.path("id"), right.path("id")));
    assertThat(loop.path("roots").toString()).isEqualTo("[%s]".formatted(outside.path("id")));
    assertThat(outside.path("awaits").toString()).isEqualTo("[%s]".formatted(left.path("id")));
    assertThat(left.path("state").asString()).isEqualTo("WAITING");
    assertThat(left.path("waitsFor").asString()).contains("right");
    assertThat(left.path("jobId").asString()).isEqualTo(job.toString());
    assertThat(right.path("jobId").asString()).isEqualTo(job.toString());
    assertThat(outside.path("jobId").isNull()).isTrue();
    assertThat(left.path("place").asString()).contains("LoopsApiTest");
    assertThat(list.path("stacks").get(left.path("stack").asInt()).toString())
        .contains("LoopsApiTest");
  }

  @Test
  void aStalledLoopIsShownAtOnceWithTheStepThatHoldsIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Instant before = Instant.now();
    var stalled =
        first()
            .submit(() -> {
              EventLoop.currentTask().setLabel(new UUID(1, 2));
              return go.await(60, TimeUnit.SECONDS);
            });
    try {
      JsonNode step =
          await()
              .until(
                  () -> list("").at("/items/0/slowSteps/recent").valueStream().toList().reversed(),
                  recent -> !recent.isEmpty() && !recent.getFirst().path("ended").asBoolean())
              .getFirst();
      assertThat(step.path("cause").asString()).isEqualTo("STEP");
      assertThat(step.path("jobId").asString()).isEqualTo(new UUID(1, 2).toString());
      assertThat(step.path("seconds").asDouble()).isGreaterThanOrEqualTo(0.1);
      assertThat(Instant.parse(step.path("startedAt").asString()))
          .isBetween(before.minusMillis(100), Instant.now());
      assertThat(step.path("place").asString()).contains("LoopsApiTest");
      assertThat(step.path("stack").isInt()).isTrue();
    } finally {
      go.countDown();
      stalled.get(60, TimeUnit.SECONDS);
    }
    JsonNode slow =
        await().until(() -> list("").at("/items/0/slowSteps"), it -> it.path("places").size() > 0);
    assertThat(slow.path("count").asLong()).isPositive();
    assertThat(slow.at("/places/0/count").asLong()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "10001", "x", "0x5", "%205", "%2B5", "5.0", "5e0", "000005", "1&tasks=2"})
  void theNumberOfTasksIsAWholeNumberInItsRange(String tasks) {
    JsonNode problem =
        problem(
            api.sendLenient(api.request("/api/v1/loops?tasks=" + tasks)), 400, "invalid-parameter");
    assertThat(fields(problem)).containsExactly("tasks");
  }
}
