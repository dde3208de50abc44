package io.jobwheel.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The times at which writes that met a lock are retried. */
class WritesAwaitingLockTest {

  private static final BatchWrite<String, String> WRITE =
      BatchWrite.each(WriteKind.CANCEL, (_, word) -> word);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final WritesAwaitingLock held = new WritesAwaitingLock(clock);

  private void hold() {
    UUID key = UUID.randomUUID();
    PendingWrite<String, String> write = new PendingWrite<>(WRITE, "word", key);
    assertThat(write.begin()).isTrue();
    held.add(key, write);
  }

  /** Returns the pauses before the next retries, each of which finds the lock held. */
  private List<Long> pausesInVain(int tries) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < tries; i++) {
      Duration pause = clock.until(held.due());
      pauses.add(pause.toMillis());
      clock.advance(pause);
      held.planNextTry(false);
    }
    return pauses;
  }

  @Test
  void pausesDoubleUpToTheLongestWhileTheLockIsThere() {
    hold();
    assertThat(held.isAtLongestPause()).isFalse();
    assertThat(pausesInVain(8)).containsExactly(20L, 40L, 80L, 160L, 320L, 400L, 400L, 400L);
    assertThat(held.isAtLongestPause()).isTrue();
  }

  @Test
  void progressMakesTheNextTrySoon() {
    hold();
    assertThat(pausesInVain(5)).endsWith(320L);
    held.planNextTry(true);
    assertThat(clock.until(held.due())).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void anotherWriteDoesNotPutTheNextTryOff() {
    hold();
    long due = held.due();
    clock.advance(Duration.ofMillis(10));
    hold();
    assertThat(held.due()).isEqualTo(due);
  }

  @Test
  void aLockAfterAllWereFreedIsTriedSoonAgain() {
    hold();
    assertThat(pausesInVain(6)).endsWith(400L);
    assertThat(held.take(10, Long.MAX_VALUE)).hasSize(1);
    hold();
    assertThat(clock.until(held.due())).isEqualTo(Duration.ofMillis(20));
    assertThat(held.isAtLongestPause()).isFalse();
  }
}
