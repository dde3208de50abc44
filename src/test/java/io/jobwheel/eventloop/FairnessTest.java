package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Tests that an iteration runs exactly what was ready when it began, and that timers and posts come
 * in between iterations.
 */
class FairnessTest extends LoopTest {

  @Test
  void aTaskThatAlwaysYieldsCannotStarveTimers() {
    try (EventLoop real = EventLoop.create("real")) {
      AtomicBoolean rung = new AtomicBoolean();
      long turns =
          real.run(() -> {
            real.callLater(millis(5), () -> rung.set(true));
            long count = 0;
            while (!rung.get()) {
              EventLoop.yieldNow();
              count++;
            }
            return count;
          });
      assertThat(turns).isPositive();
    }
  }

  @Test
  void aTaskThatAlwaysYieldsCannotStarvePosts() {
    AtomicBoolean posted = new AtomicBoolean();
    inLoop(() -> {
      CompletableFuture<Void> poster = elsewhere(() -> loop.post(() -> posted.set(true)));
      while (!posted.get()) {
        EventLoop.yieldNow();
      }
      poster.join();
    });
  }

  @Test
  void aCallbackThatAddsItselfForEverStarvesNeitherTasksNorTimersNorPosts() {
    AtomicBoolean posted = new AtomicBoolean();
    try (EventLoop real = EventLoop.create("real")) {
      real.run(() -> {
        again(real);
        EventLoop.sleep(millis(2));
        for (int i = 0; i < 100; i++) {
          EventLoop.yieldNow();
        }
        elsewhere(() -> real.post(() -> posted.set(true)));
        while (!posted.get()) {
          EventLoop.sleep(millis(1));
        }
        return EventLoop.await(real.createTask(() -> 1));
      });
    }
  }

  private static void again(EventLoop real) {
    real.callSoon(() -> again(real));
  }

  @Test
  void aPostThatPostsItselfForEverStarvesNoTask() {
    inLoop(() -> {
      repost();
      for (int i = 0; i < 1000; i++) {
        EventLoop.yieldNow();
      }
    });
  }

  private void repost() {
    loop.post(this::repost);
  }

  @Test
  void aPassRunsWhatWasReadyWhenItBeganAndNothingThatCameAfter() {
    inLoop(() -> {
      loop.callSoon(() -> {
        trace.add("first");
        loop.callSoon(() -> trace.add("third"));
      });
      loop.callSoon(() -> trace.add("second"));
      EventLoop.yieldNow();
      trace.add("main");
      EventLoop.yieldNow();
    });
    assertThat(trace).containsExactly("first", "second", "main", "third");
  }

  @Test
  void whatATimerMakesReadyStandsBehindWhatIsReady() {
    inLoop(() -> {
      Task<Void> sleeping = sleeper("A", 0);
      EventLoop.await(sleeping);
      loop.callLater(seconds(0), () -> trace.add("timer"));
      loop.callSoon(() -> trace.add("soon"));
      EventLoop.gather(
          List.of(
              loop.createTask(() -> {
                trace.add("task");
              })));
    });
    assertThat(trace).endsWith("soon", "task", "timer");
  }

  @Test
  void twoLoopsDoNotWaitForEachOther() throws Exception {
    try (EventLoop one = EventLoop.create("one");
        EventLoop two = EventLoop.create("two")) {
      CompletableFuture<String> ping = new CompletableFuture<>();
      CompletableFuture<String> pong = new CompletableFuture<>();
      CompletableFuture<Void> first =
          elsewhere(() ->
              one.run(() -> {
                ping.complete("ping");
                return EventLoop.await(pong);
              }));
      CompletableFuture<Void> second =
          elsewhere(() ->
              two.run(() -> {
                String heard = EventLoop.await(ping);
                pong.complete(heard + " pong");
                return null;
              }));
      CompletableFuture.allOf(first, second).join();
      assertThat(pong).isCompletedWithValue("ping pong");
    }
  }
}
