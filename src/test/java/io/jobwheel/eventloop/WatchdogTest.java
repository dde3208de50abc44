package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Steps that hold the loop. They hold it until the watchdog was seen to have come by, so nothing
 * here depends on how fast the machine is.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchdogTest {

  private static final Duration THRESHOLD = Duration.ofMillis(20);

  private final EventLoop loop = EventLoop.builder("watched").slowStepThreshold(THRESHOLD).build();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Blocks the calling step until the watchdog has seen it. */
  private void holdTheLoop() {
    while (loop.slowSteps().recent().stream().allMatch(SlowStep::ended)) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStepThatLastsTooLongIsSeenWhileItLasts() {
    loop.run(() -> {
      Task<Void> slow =
          loop.createTask(
              "culprit",
              () -> {
                holdTheLoop();
                SlowStep now = loop.slowSteps().recent().getLast();
                assertThat(now.ended()).isFalse();
                assertThat(now.task()).isEqualTo("culprit");
                assertThat(now.took()).isGreaterThanOrEqualTo(THRESHOLD);
                return null;
              });
      return EventLoop.await(slow);
    });
  }

  @Test
  void whenItHasEndedItIsCountedAtItsPlaceWithItsStack() {
    loop.run(() -> {
      for (int i = 0; i < 3; i++) {
        EventLoop.await(loop.createTask("culprit-" + i, () -> holdTheLoop()));
      }
      EventLoop.yieldNow();
      return null;
    });
    SlowSteps slow = loop.slowSteps();
    assertThat(slow.steps()).isEqualTo(3);
    assertThat(loop.stats().slowSteps()).isEqualTo(3);
    assertThat(slow.recent()).allMatch(SlowStep::ended);
    assertThat(slow.recent())
        .extracting(SlowStep::task)
        .containsExactly("culprit-0", "culprit-1", "culprit-2");
    assertThat(slow.recent()).allMatch(step -> step.cause() == SlowStep.Cause.STEP);
    // the user's code, not the Thread.sleep or the loop's own frames around it
    assertThat(slow.places().keySet()).allMatch(place -> place.contains("WatchdogTest."));
    assertThat(slow.places().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(3);
    assertThat(slow.recent()).allMatch(step -> step.took().compareTo(THRESHOLD) >= 0);
  }

  @Test
  void aSlowStepHasItsAgeAndTheLabelOfItsTask() {
    long before = System.nanoTime();
    loop.run(() -> {
      EventLoop.currentTask().setLabel("work");
      holdTheLoop();
      SlowStep now = loop.slowSteps().recent().getLast();
      assertThat(now.label()).isEqualTo("work");
      assertThat(now.age()).isEqualTo(now.took());
      return null;
    });
    pause();
    SlowStep step = loop.slowSteps().recent().getLast();
    Duration sinceBefore = Duration.ofNanos(System.nanoTime() - before);
    assertThat(step.label()).isEqualTo("work");
    assertThat(step.age()).isLessThanOrEqualTo(sinceBefore);
    assertThat(step.age().minus(step.took())).isBetween(Duration.ofMillis(1), sinceBefore);
  }

  @Test
  void aCallbackIsWatchedToo() {
    loop.run(() -> {
      loop.callSoon(this::holdTheLoop);
      EventLoop.yieldNow();
      EventLoop.yieldNow();
      return null;
    });
    // on a busy machine, another step may be slow, too
    assertThat(loop.slowSteps().recent())
        .filteredOn(step -> step.task().equals("callback"))
        .singleElement()
        .extracting(step -> step.place().getMethodName())
        .isIn("holdTheLoop", "pause");
  }

  @Test
  void aCallbackOnAnIdleLoopIsWatchedToo() {
    loop.run(() -> {
      Future<Void> done = loop.createFuture();
      loop.callLater(
          Duration.ofMillis(5),
          () -> {
            holdTheLoop();
            done.setResult(null);
          });
      return EventLoop.await(done);
    });
    assertThat(loop.slowSteps().recent()).extracting(SlowStep::task).containsExactly("callback");
  }

  @Test
  void shortStepsAreNotSlowHoweverManyThereAre() {
    loop.run(() -> {
      for (int i = 0; i < 100_000; i++) {
        EventLoop.yieldNow();
      }
      EventLoop.sleep(THRESHOLD.multipliedBy(3)); // to wait is not to hold the loop
      return null;
    });
    // a loaded machine may delay any step, so the stacks decide
    assertThat(loop.slowSteps().recent())
        .allMatch(step -> step.took().compareTo(THRESHOLD) >= 0)
        .noneMatch(step -> step.place() != null && step.place().getMethodName().equals("sleep"));
  }

  @Test
  void itKeepsTheLastThirtyTwo() {
    loop.run(() -> {
      for (int i = 0; i < 40; i++) {
        EventLoop.await(loop.createTask("culprit-" + i, () -> holdTheLoop()));
      }
      return null;
    });
    SlowSteps slow = loop.slowSteps();
    assertThat(slow.steps()).isGreaterThanOrEqualTo(40);
    assertThat(slow.recent()).hasSize(32);
    assertThat(slow.recent().getLast().task()).isEqualTo("culprit-39");
  }

  @Test
  void theRecorderGetsSlowStepsAndTheStartAndEndOfTheLoop(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("loop.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.jobwheel.SlowStep");
      recording.enable("io.jobwheel.LoopStart");
      recording.enable("io.jobwheel.LoopEnd");
      recording.start();
      loop.run(() -> EventLoop.await(loop.createTask("culprit", () -> holdTheLoop())));
      recording.stop();
      recording.dump(file);
    }
    List<String> events = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getString("loop").equals("watched")) {
        String name = event.getEventType().getName();
        if (name.equals("io.jobwheel.SlowStep")) {
          if (!event.getString("task").equals("culprit")) {
            continue; // on a loaded machine, the step that creates the task may be slow as well
          }
          assertThat(event.getString("cause")).isEqualTo("STEP");
          assertThat(event.getString("place")).contains("WatchdogTest.");
          assertThat(event.getDuration("took")).isGreaterThanOrEqualTo(THRESHOLD);
        }
        events.add(name);
      }
    }
    assertThat(events)
        .contains("io.jobwheel.LoopStart", "io.jobwheel.SlowStep", "io.jobwheel.LoopEnd");
  }

  @Test
  void withEveryCarrierTakenItIsStarvationAndNoTaskIsBlamed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean stop = new AtomicBoolean();
    var run =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory())
            .submit(() -> {
              loop.run(() -> {
                while (!stop.get()) {
                  loop.createTask("innocent", () -> EventLoop.yieldNow());
                  EventLoop.sleep(Duration.ofMillis(1));
                }
                return null;
              });
              ended.countDown();
            });
    int carriers = Runtime.getRuntime().availableProcessors();
    AtomicBoolean computing = new AtomicBoolean(true);
    List<Thread> greedy = new ArrayList<>();
    for (int i = 0; i < 2 * carriers; i++) {
      greedy.add(
          Thread.ofVirtual()
              .start(() -> {
                while (computing.get()) {
                  Thread.onSpinWait();
                }
              }));
    }
    var post = new CountDownLatch(1);
    try {
      // platform threads run in any case: this one, the loop thread and the watchdog
      TimeUnit.MILLISECONDS.sleep(THRESHOLD.toMillis() * 10);
      loop.post(post::countDown);
    } finally {
      computing.set(false);
    }
    for (Thread thread : greedy) {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    }
    assertThat(post.await(20, TimeUnit.SECONDS)).isTrue();
    stop.set(true);
    run.get(20, TimeUnit.SECONDS);
    assertThat(ended.getCount()).isZero();
    SlowSteps slow = loop.slowSteps();
    assertThat(slow.starvations()).isPositive();
    assertThat(slow.recent().stream().filter(it -> it.cause() == SlowStep.Cause.STARVATION))
        .isNotEmpty()
        .allMatch(it -> it.stack().isEmpty() && it.took().compareTo(THRESHOLD) >= 0);
    assertThat(loop.stats().starvations()).isEqualTo(slow.starvations());
    // and the delay shows it: nothing that lasted so long is in the buckets below it
    Histogram delay = loop.stats().delay();
    long late = 0;
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      late += Histogram.upperBound(bucket) > THRESHOLD.toNanos() ? delay.counts().get(bucket) : 0;
    }
    assertThat(late).isGreaterThanOrEqualTo(1);
  }

  @Test
  void aThresholdMustBePositive() {
    assertThatThrownBy(() -> EventLoop.builder("x").slowStepThreshold(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> EventLoop.builder("x").slowStepThreshold(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
