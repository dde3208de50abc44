package io.jobwheel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SteadyTimeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = lock.newCondition();

  @Test
  void aMomentIsReachedWhenItsTimeHasPassedAndNotBefore() {
    long moment = clock.after(SECOND);
    assertThat(clock.hasReached(moment)).isFalse();
    assertThat(clock.until(moment)).isEqualTo(SECOND);
    clock.advance(SECOND.minusNanos(1));
    assertThat(clock.hasReached(moment)).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertThat(clock.hasReached(moment)).isTrue();
    clock.advance(SECOND);
    assertThat(clock.until(moment)).isZero();
    assertThat(clock.since(moment)).isEqualTo(SECOND);
  }

  @Test
  void momentsAreComparedAcrossAnOverflow() {
    Ticker late = () -> Long.MAX_VALUE;
    long moment = late.after(Duration.ofNanos(10)); // a negative number
    assertThat(late.hasReached(moment)).isFalse();
    assertThat(late.until(moment)).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void aCorrectionOfTheTimeOfDayIsNoPassageOfTime() {
    long moment = clock.after(SECOND);
    clock.jump(Duration.ofHours(1));
    assertThat(clock.hasReached(moment)).isFalse();
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(3_600));
  }

  @Test
  void aWaitEndsAtItsMomentOrWithASignal() throws InterruptedException {
    awaitMoment(Ticker.system(), Duration.ofMillis(1));
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          lock.lock();
          try {
            Ticker.system().await(condition, Ticker.system().after(Duration.ofHours(1)));
            ended.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            lock.unlock();
          }
        });
    while (!ended.await(1, TimeUnit.MILLISECONDS)) {
      lock.lock();
      try {
        condition.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  @Test
  void aTestPassesThePauseOfAThreadWithoutWaitingForIt() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(() -> {
          try {
            awaitMoment(clock, Duration.ofHours(1));
            ended.countDown();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(clock.passPause()).isEqualTo(Duration.ofHours(1));
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitMoment(Ticker ticker, Duration length) throws InterruptedException {
    long moment = ticker.after(length);
    lock.lock();
    try {
      while (!ticker.hasReached(moment)) {
        ticker.await(condition, moment);
      }
    } finally {
      lock.unlock();
    }
  }
}
