package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopStatsTest {

  private final SettableTicker ticker = new SettableTicker(-5_000_000_000L);
  @AutoClose private final EventLoop loop = EventLoop.create("test", ticker);

  private static int bucket(Duration duration) {
    return Histogram.bucketOf(duration.toNanos());
  }

  @Test
  void aLoopThatSleepsIsIdle() {
    LoopStats stats =
        loop.run(() -> {
          EventLoop.sleep(Duration.ofSeconds(60));
          return loop.stats();
        });
    assertThat(stats.name()).isEqualTo("test");
    assertThat(stats.utilization()).isZero();
  }

  @Test
  void aStepThatIsStillUnderWayCounts() {
    LoopStats stats =
        loop.run(() -> {
          ticker.pass(Duration.ofSeconds(60));
          return loop.stats();
        });
    assertThat(stats.utilization()).isEqualTo(1);
    assertThat(stats.step().count()).isZero(); // it has not ended
  }

  @Test
  void aLoopThatIsBusyHalfOfTheTimeIsHalfUsed() {
    LoopStats stats =
        loop.run(() -> {
          for (int i = 0; i < 300; i++) {
            ticker.pass(Duration.ofMillis(50));
            EventLoop.sleep(Duration.ofMillis(50));
          }
          return loop.stats();
        });
    assertThat(stats.utilization()).isEqualTo(0.5, within(0.01));
    assertThat(stats.step().counts().get(bucket(Duration.ofMillis(50)))).isEqualTo(300);
  }

  @Test
  void callbacksAreStepsToo() {
    loop.run(() -> {
      loop.callSoon(() -> ticker.pass(Duration.ofMillis(7)));
      EventLoop.yieldNow();
      return null;
    });
    assertThat(loop.stats().step().counts().get(bucket(Duration.ofMillis(7)))).isEqualTo(1);
  }

  @Test
  void theDelayIsHowLateAReadyTaskBegins() {
    LoopStats stats =
        loop.run(() -> {
          Task<LoopStats> late = loop.createTask(loop::stats);
          ticker.pass(Duration.ofSeconds(3));
          return EventLoop.await(late);
        });
    assertThat(stats.delay().counts().get(bucket(Duration.ofSeconds(3)))).isEqualTo(1);
    assertThat(stats.delay().sumNanos()).isEqualTo(3_000_000_000L);
  }

  @Test
  void theDelayOfATimerCountsFromItsDeadline() {
    LoopStats stats =
        loop.run(() -> {
          Task<LoopStats> sleeper =
              loop.createTask(() -> {
                EventLoop.sleep(Duration.ofSeconds(1));
                return loop.stats();
              });
          EventLoop.yieldNow();
          ticker.pass(
              Duration.ofSeconds(5)); // the sleeper is due four seconds before this step ends
          return EventLoop.await(sleeper);
        });
    assertThat(stats.delay().sumNanos()).isEqualTo(4_000_000_000L);
  }

  @Test
  void theDelayOfAPostCountsFromThePost() {
    loop.run(() -> {
      loop.post(() -> {});
      ticker.pass(Duration.ofSeconds(2));
      EventLoop.yieldNow();
      return null;
    });
    assertThat(loop.stats().delay().counts().get(bucket(Duration.ofSeconds(2)))).isEqualTo(1);
  }

  @Test
  void tasksTimersAndWaitingAreCounted() {
    LoopStats stats =
        loop.run(() -> {
          List<Task<Void>> sleepers =
              List.of(
                  loop.createTask(() -> EventLoop.sleep(Duration.ofSeconds(1))),
                  loop.createTask(() -> EventLoop.sleep(Duration.ofSeconds(1))));
          EventLoop.yieldNow();
          EventLoop.yieldNow();
          LoopStats between = loop.stats();
          EventLoop.gather(sleepers);
          return between;
        });
    assertThat(stats.tasks()).isEqualTo(3);
    assertThat(stats.timers()).isEqualTo(2);
    assertThat(stats.ready()).isEqualTo(1);
    assertThat(stats.waiting()).isEqualTo(2);
  }

  @Test
  void aLoopThatHasStoppedCountsWhatIsLeft() {
    loop.run(() -> null);
    assertThat(loop.stats().tasks()).isZero();
    loop.run(() -> {
      loop.callLater(Duration.ofSeconds(1), () -> {});
      return null;
    });
    assertThat(loop.stats().timers()).isEqualTo(1);
    ticker.pass(Duration.ofSeconds(60));
    assertThat(loop.stats().utilization()).isZero();
  }
}
