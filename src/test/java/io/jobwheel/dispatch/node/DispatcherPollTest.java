package io.jobwheel.dispatch.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.Jitter;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.WakeUp;
import io.jobwheel.dispatch.backlog.LaneBacklogs;
import io.jobwheel.dispatch.backlog.PayloadBudget;
import io.jobwheel.dispatch.event.JobEventPublisher;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.recovery.NodeAdmission;
import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.NoPauses;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatcherPollTest {

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

  private static final JobEventPublisher NO_LISTENERS = new JobEventPublisher(List.of());

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final NoClaims claims = new NoClaims();
  private final OneDeadline deadlines = new OneDeadline();

  /** Has a deadline for as long as it is said, and counts reads and writes. */
  private static final class OneDeadline implements JobDeadlines {
    final BlockingQueue<Integer> expiries = new LinkedBlockingQueue<>();
    final AtomicInteger reads = new AtomicInteger();
    volatile Deadlines known = new Deadlines(false, null);

    @Override
    public CompletableFuture<Expired> expire(int limit) {
      known = new Deadlines(false, null);
      expiries.add(limit);
      return CompletableFuture.completedFuture(Expired.NONE);
    }

    @Override
    public Deadlines deadlines() {
      reads.incrementAndGet();
      return known;
    }
  }

  /** Has no jobs, and counts polls for due jobs. */
  private static final class NoClaims implements JobClaims {
    final BlockingQueue<Instant> polls = new LinkedBlockingQueue<>();

    @Override
    public CompletableFuture<List<Claimed>> claim(ClaimRequest request) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<Integer> promoteDue(Instant now) {
      polls.add(now);
      return CompletableFuture.completedFuture(0);
    }

    @Override
    public Optional<Instant> nextDue(Instant after) {
      return Optional.empty();
    }
  }

  @Test
  void thePauseBeforeEveryPollIsDrawnAnew() throws InterruptedException {
    Random random = new Random(7);
    Dispatcher dispatcher = dispatcher(new Jitter(random::nextLong));
    Set<Duration> pauses = new HashSet<>();
    dispatcher.start();
    try {
      for (int poll = 0; poll < 5; poll++) {
        assertThat(claims.polls.poll(10, TimeUnit.SECONDS)).isEqualTo(clock.instant());
        pauses.add(clock.passPause());
      }
    } finally {
      dispatcher.stop();
    }
    assertThat(pauses)
        .hasSize(5)
        .allSatisfy(
            pause -> assertThat(pause).isCloseTo(POLL_INTERVAL, POLL_INTERVAL.dividedBy(10)));
  }

  @Test
  void betweenPollsAPassIsMadeOnlyWhenItIsWoken() throws InterruptedException {
    Dispatcher dispatcher = dispatcher(new Jitter(() -> 0));
    dispatcher.start();
    try {
      assertThat(claims.polls.poll(10, TimeUnit.SECONDS)).isNotNull();
      Duration untilPoll = clock.awaitPause();
      clock.advance(untilPoll.minusSeconds(1));
      assertThat(dispatcher.sinceLastPass()).isEqualTo(untilPoll.minusSeconds(1));
      dispatcher.wake();
      await().until(() -> dispatcher.sinceLastPass().isZero());
      assertThat(claims.polls).as("a wake does not look for due jobs").isEmpty();
      assertThat(clock.passPause()).isEqualTo(Duration.ofSeconds(1));
      assertThat(claims.polls.poll(10, TimeUnit.SECONDS)).isEqualTo(clock.instant());
    } finally {
      dispatcher.stop();
    }
  }

  @Test
  void aStoreWithoutDeadlinesIsReadOnceInEachPollAndNotWritten() throws InterruptedException {
    Dispatcher dispatcher = dispatcher(new Jitter(() -> 0));
    dispatcher.start();
    try {
      for (int poll = 1; poll <= 3; poll++) {
        assertThat(claims.polls.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(deadlines.reads).hasValue(poll);
        clock.passPause();
      }
    } finally {
      dispatcher.stop();
    }
    assertThat(deadlines.expiries).isEmpty();
  }

  @Test
  void jobsAreFailedAtADeadlineOfTheStoreAndNotAtThePoll() throws InterruptedException {
    deadlines.known = new JobDeadlines.Deadlines(false, Duration.ofSeconds(2));
    Dispatcher dispatcher = dispatcher(new Jitter(() -> 0));
    dispatcher.start();
    try {
      assertThat(claims.polls.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(clock.awaitPause()).isEqualTo(Duration.ofSeconds(2));
      deadlines.known = new JobDeadlines.Deadlines(true, null);
      clock.passPause();
      assertThat(deadlines.expiries.poll(10, TimeUnit.SECONDS)).isEqualTo(500);
      assertThat(claims.polls).isEmpty();
    } finally {
      dispatcher.stop();
    }
  }

  @Test
  void aNodeThatStartsFailsTheJobsWhoseDeadlinesPassedBefore() throws InterruptedException {
    deadlines.known = new JobDeadlines.Deadlines(true, null);
    Dispatcher dispatcher = dispatcher(new Jitter(() -> 0));
    dispatcher.start();
    try {
      assertThat(deadlines.expiries.poll(10, TimeUnit.SECONDS)).isEqualTo(500);
    } finally {
      dispatcher.stop();
    }
  }

  private Dispatcher dispatcher(Jitter jitter) {
    DispatchProperties properties =
        new DispatchProperties(
            10,
            10,
            10,
            POLL_INTERVAL,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            3,
            Duration.ZERO,
            Duration.ZERO);
    NodeAdmission admission = new NodeAdmission(clock);
    admission.open();
    admission.leasedUntil(clock.after(Duration.ofHours(1)));
    LaneBacklogs backlogs = new LaneBacklogs(FakeLanes.ofFourSlots());
    AttemptRunner runner =
        new AttemptRunner(
            null, null, null, new WakeUp(clock), clock, clock, Tracing.OFF); // runs nothing
    ActivePauses pauses = new ActivePauses(new NoPauses());
    JobClaimer claimer =
        new JobClaimer(
            backlogs,
            claims,
            runner,
            new JobClaimer.ClaimOptions(
                () -> new Node(new UUID(0, 1), "test"),
                Set.of("probe"),
                10,
                new PayloadBudget(() -> 0, 1, () -> {}),
                pauses,
                clock),
            NO_LISTENERS);
    WakeUp wakeUp = new WakeUp(clock);
    return new Dispatcher(
        new TimedJobs(
            new ScheduledJobs(claims, wakeUp),
            new JobExpirer(deadlines, wakeUp, () -> NO_LISTENERS, clock)),
        pauses::refresh,
        claimer,
        admission,
        properties,
        clock,
        clock,
        jitter,
        wakeUp);
  }
}
