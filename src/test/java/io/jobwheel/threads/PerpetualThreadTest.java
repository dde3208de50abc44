package io.jobwheel.threads;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.BrokenLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class PerpetualThreadTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final AtomicInteger runs = new AtomicInteger();

  private static Thread start(PerpetualThread.InterruptibleWork work) {
    return Thread.ofPlatform().daemon().start(new PerpetualThread("test", work, 1_000));
  }

  static Stream<Throwable> throwables() {
    return Stream.of(
        new OutOfMemoryError("planted"),
        new StackOverflowError("planted"),
        new NoClassDefFoundError("planted"),
        new IllegalStateException("planted"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void whateverTheWorkThrowsItBeginsAnew(Throwable thrown) throws Exception {
    Thread thread =
        start(() -> {
          if (runs.incrementAndGet() < 3) {
            throwAny(thrown);
          }
        });

    assertThat(thread.join(LIMIT)).isTrue();
    assertThat(runs).hasValue(3);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void throwAny(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aLogThatFailsDoesNotEndIt() throws Exception {
    try (BrokenLog log = new BrokenLog(PerpetualThread.class.getName(), 2)) {
      Thread thread =
          start(() -> {
            if (runs.incrementAndGet() < 3) {
              throw new OutOfMemoryError("planted");
            }
          });

      assertThat(log.awaitFailures()).isTrue();
      assertThat(thread.join(LIMIT)).isTrue();
    }
    assertThat(runs).hasValue(3);
  }

  @Test
  void anInterruptEndsItAlsoWhileTheWorkFails() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    Thread waiting =
        start(() -> {
          waits.countDown();
          new CountDownLatch(1).await();
        });
    assertThat(waits.await(10, TimeUnit.SECONDS)).isTrue();
    waiting.interrupt();
    assertThat(waiting.join(LIMIT)).isTrue();

    Thread failing =
        start(() -> {
          throw new IllegalStateException("always");
        });
    failing.interrupt();
    assertThat(failing.join(LIMIT)).isTrue();
  }
}
