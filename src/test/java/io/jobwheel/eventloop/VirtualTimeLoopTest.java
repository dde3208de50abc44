package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualTimeLoopTest {

  @AutoClose private final VirtualTimeLoop virtual = new VirtualTimeLoop();

  private Task<Integer> sleeper(int hours) {
    return virtual
        .loop()
        .createTask(() -> {
          EventLoop.sleep(Duration.ofHours(hours));
          return hours;
        });
  }

  @Test
  void daysPassInNoTimeAndToTheNanosecond() {
    List<Integer> hours =
        virtual.run(() -> EventLoop.gather(Stream.of(72, 1, 24).map(this::sleeper).toList()));
    assertThat(hours).containsExactly(72, 1, 24);
    assertThat(virtual.elapsed()).isEqualTo(Duration.ofHours(72));
  }

  @Test
  void timeStandsStillWhileAnythingIsReady() {
    virtual.run(() -> {
      sleeper(1);
      for (int i = 0; i < 10_000; i++) {
        EventLoop.yieldNow();
      }
      assertThat(virtual.elapsed()).isZero();
      return null;
    });
  }

  @Test
  void withoutATimerItWaitsForOtherThreads() {
    try (var executor = Executors.newSingleThreadExecutor()) {
      String result =
          virtual.run(() ->
              EventLoop.await(
                  virtual
                      .loop()
                      .runInExecutor(
                          executor,
                          () -> {
                            Thread.sleep(5);
                            return "from elsewhere";
                          })));
      assertThat(result).isEqualTo("from elsewhere");
      assertThat(virtual.elapsed()).isZero();
    }
  }

  @Test
  void itKeepsTheErrorsThatWereNotAwaited() {
    virtual.run(() -> {
      virtual
          .loop()
          .callSoon(() -> {
            throw new IllegalStateException("unheard");
          });
      EventLoop.yieldNow();
      EventLoop.yieldNow();
      return null;
    });
    assertThat(virtual.unhandled())
        .singleElement()
        .hasToString("java.lang.IllegalStateException: unheard");
  }
}
