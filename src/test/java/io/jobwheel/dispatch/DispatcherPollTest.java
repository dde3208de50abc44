package io.jobwheel.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.Tracing;
import io.jobwheel.store.JobClaims;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatcherPollTest {

  /** Has no jobs, and counts how often it is asked for due ones. */
  private static final class NoClaims implements JobClaims {
    final CountDownLatch polls = new CountDownLatch(5);

    @Override
    public CompletableFuture<List<Claimed>> claim(ClaimRequest request) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Integer> promoteDue(Instant now) {
      polls.countDown();
      return CompletableFuture.completedFuture(0);
    }

    @Override
    public Optional<Instant> nextDue(Instant after) {
      return Optional.empty();
    }
  }

  @Test
  void thePauseBeforeEveryPollIsDrawnAnew() throws InterruptedException {
    NoClaims claims = new NoClaims();
    AtomicInteger drawn = new AtomicInteger();
    Random random = new Random(7);
    RandomGenerator counting =
        () -> {
          drawn.incrementAndGet();
          return random.nextLong();
        };
    Dispatcher dispatcher = dispatcher(claims, new Jitter(counting));
    dispatcher.start();
    try {
      assertThat(claims.polls.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      dispatcher.stop();
    }
    assertThat(drawn.get()).isGreaterThanOrEqualTo(5);
  }

  private static Dispatcher dispatcher(NoClaims claims, Jitter jitter) {
    DispatchProperties properties =
        new DispatchProperties(
            10,
            10,
            10,
            Duration.ofMillis(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            3,
            Duration.ZERO,
            Duration.ZERO);
    Admission admission = new Admission();
    admission.open();
    admission.leasedUntil(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    LaneQueues queues = new LaneQueues(FakeLanes.ofFourSlots());
    InstantSource clock = InstantSource.system();
    AttemptRunner runner =
        new AttemptRunner(null, null, null, new WakeUp(), clock, Tracing.OFF); // runs nothing
    LaneFiller filler =
        new LaneFiller(
            queues,
            claims,
            runner,
            new LaneFiller.Terms(
                () -> new Node(new UUID(0, 1), "test"),
                Set.of("probe"),
                10,
                new PayloadBudget(() -> 0, 1, () -> {}),
                clock),
            new JobEventPublisher(List.of()));
    WakeUp wakeUp = new WakeUp();
    return new Dispatcher(
        new Schedule(claims, wakeUp), queues, filler, admission, properties, clock, jitter, wakeUp);
  }
}
