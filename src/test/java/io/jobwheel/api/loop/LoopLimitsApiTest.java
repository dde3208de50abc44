package io.jobwheel.api.loop;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Task;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** The size of the answer about the event loops, and the time that it takes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopLimitsApiTest extends LoopsApiTestCase {

  @Test
  void tenThousandTasksAreAnsweredWithinASecondInAFewMegabytes() {
    onLoop(() -> {
      IntStream.range(0, 10_050).forEach(i -> task("sleeper " + i, () -> EventLoop.sleep(HOUR)));
      EventLoop.yieldNow();
    });
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 5 && fastest >= 1_000_000_000; i++) {
      long start = System.nanoTime();
      HttpResponse<String> response = api.sendLenient(api.request("/api/v1/loops?tasks=10000"));
      fastest = Math.min(fastest, System.nanoTime() - start);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body().length()).isLessThan(4_000_000);
      JsonNode loop = json(response).at("/items/0");
      assertThat(loop.path("tasks").asInt()).isEqualTo(10_050);
      assertThat(loop.path("live").size()).isEqualTo(10_000);
      assertThat(loop.path("leftOut").asInt()).isEqualTo(50);
      assertThat(json(response).path("stacks").size()).isLessThan(20);
    }
    assertThat(fastest).isLessThan(1_000_000_000);

    JsonNode few = list("?tasks=3").at("/items/0");
    assertThat(few.path("live").size()).isEqualTo(3);
    assertThat(few.path("leftOut").asInt()).isEqualTo(10_047);
    assertThat(list("").at("/items/0/live").size()).isEqualTo(200);
    assertThat(list("?tasks=0").at("/items/0/live").size()).isZero();
  }

  @Test
  void allLoopsTogetherListAtMostTenThousandTasks() {
    onLoop(() -> IntStream.range(0, 9_000).forEach(_ -> task("here", () -> EventLoop.sleep(HOUR))));
    EventLoop second = loops.loops().getLast();
    List<Task<?>> there = new ArrayList<>();
    second
        .submit(() ->
            IntStream.range(0, 2_000)
                .forEach(_ -> there.add(second.createTask(() -> EventLoop.sleep(HOUR)))))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    try {
      await().until(() -> second.stats().tasks() == 2_000); // the creating task has ended
      JsonNode both = list("?tasks=10000").path("items");
      assertThat(both.get(0).path("live").size()).isEqualTo(5_000);
      assertThat(both.get(0).path("leftOut").asInt()).isEqualTo(4_000);
      assertThat(both.get(1).path("live").size()).isEqualTo(2_000);
      JsonNode fewer = list("?tasks=8000").path("items");
      assertThat(fewer.get(0).path("live").size()).isEqualTo(8_000);
    } finally {
      second.submit(() -> there.forEach(task -> task.cancel("the test is over"))).join();
    }
  }

  @Test
  void namesStacksAndAwaitedTasksAreLimited() {
    int stacks = LoopTexts.MAX_STACKS + 40;
    onLoop(() -> {
      List<Task<?>> leaves = new ArrayList<>();
      task("n".repeat(5_000), () -> EventLoop.sleep(HOUR));
      for (int i = 0; i < 300; i++) {
        leaves.add(task("leaf", () -> EventLoop.sleep(HOUR)));
      }
      for (int i = 0; i < 200; i++) {
        task("gatherer", () -> EventLoop.gather(leaves));
      }
      for (int i = 0; i < stacks; i++) {
        int path = i;
        task("path", () -> descend(path, 10));
      }
      EventLoop.yieldNow();
    });

    JsonNode list = list("?tasks=5000");
    JsonNode loop = list.at("/items/0");
    assertThat(loop.at("/live/0/name").asString()).hasSize(LoopTexts.MAX_TEXT + 1).endsWith("n…");
    assertThat(list.path("stacks").size()).isEqualTo(LoopTexts.MAX_STACKS);
    assertThat(list.path("stacks").valueStream().map(JsonNode::size))
        .allMatch(frames -> frames <= LoopTexts.MAX_FRAMES);
    assertThat(loop.path("live").valueStream().filter(task -> task.path("stack").isNull()))
        .hasSizeGreaterThanOrEqualTo(40);
    int listed = loop.path("live").valueStream().mapToInt(task -> task.path("awaits").size()).sum();
    int leftOut =
        loop.path("live").valueStream().mapToInt(task -> task.path("awaitsLeftOut").asInt()).sum();
    assertThat(listed).isEqualTo(LoopTexts.MAX_AWAITS);
    assertThat(listed + leftOut).isEqualTo(200 * 300);
  }

  /** Sleeps with a stack of its own for each number. */
  private static void descend(int path, int levels) {
    if (levels == 0) {
      EventLoop.sleep(HOUR);
    } else if (path % 2 == 0) {
      descend(path / 2, levels - 1);
    } else {
      descendOdd(path / 2, levels - 1);
    }
  }

  private static void descendOdd(int path, int levels) {
    descend(path, levels);
  }
}
