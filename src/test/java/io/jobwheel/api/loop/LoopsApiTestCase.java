package io.jobwheel.api.loop;

import static io.jobwheel.api.ApiClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.api.ApiTestCase;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.Task;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * The base of tests of the event loops over HTTP: tasks on the first loop, which end with the test.
 */
abstract class LoopsApiTestCase extends ApiTestCase {

  static final Duration HOUR = Duration.ofHours(1);

  @Autowired EventLoopGroup loops;

  private final List<Task<?>> created = new ArrayList<>();

  final EventLoop first() {
    return loops.loops().getFirst();
  }

  /** Runs the action on the first loop. */
  final void onLoop(Runnable action) {
    first().submit(action).orTimeout(60, TimeUnit.SECONDS).join();
  }

  final Task<?> task(String name, Runnable body) {
    Task<?> task = first().createTask(name, body);
    created.add(task);
    return task;
  }

  @AfterEach
  void cancelTasks() {
    onLoop(() -> created.forEach(task -> task.cancel("the test is over")));
    await().until(() -> first().stats().tasks() == 0);
  }

  final JsonNode list(String query) {
    HttpResponse<String> response = api.get("/api/v1/loops" + query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    return json(response);
  }
}
