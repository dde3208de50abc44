package io.jobwheel.api.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.TaskInfo;
import io.jobwheel.eventloop.TaskInfo.TaskState;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoopTextsTest {

  private final LoopTexts texts = new LoopTexts();

  @Test
  void thePlaceOfATaskIsInItsHandlerRatherThanInTheLane() {
    assertThat(
            texts.place(
                task(
                    "java.lang.VirtualThread",
                    "io.jobwheel.eventloop.EventLoop",
                    "io.jobwheel.execution.attempt.LoopJobContext",
                    "com.example.ShopHandler",
                    "io.jobwheel.execution.attempt.AttemptExecutor")))
        .isEqualTo("com.example.ShopHandler.run(Source.java:1)");
  }

  @Test
  void aTaskOfTheLaneItselfHasAPlaceThere() {
    assertThat(
            texts.place(
                task(
                    "io.jobwheel.eventloop.EventLoop",
                    "io.jobwheel.execution.attempt.AttemptExecutor")))
        .isEqualTo("io.jobwheel.execution.attempt.AttemptExecutor.run(Source.java:1)");
  }

  @Test
  void aTaskThatHasNotBegunHasNoPlace() {
    assertThat(texts.place(task())).isNull();
  }

  private static TaskInfo task(String... classes) {
    return new TaskInfo(
        1,
        "task-1",
        null,
        Duration.ZERO,
        TaskState.WAITING,
        "sleep",
        Arrays.stream(classes)
            .map(name -> new StackTraceElement(name, "run", "Source.java", 1))
            .toList());
  }
}
