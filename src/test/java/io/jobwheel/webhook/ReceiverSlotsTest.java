package io.jobwheel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.BlockingContext;
import io.jobwheel.job.Retry;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceiverSlotsTest {

  private static final String SLOW = "https://slow.example:443";

  private final TestClock clock = TestClock.at(Instant.parse("2026-11-29T12:00:00Z"));
  private final ReceiverSlots slots = new ReceiverSlots(2, 3, clock);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final List<Integer> called = java.util.Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void end() throws InterruptedException {
    answer.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(slots.running()).isZero();
    assertThat(slots.waiting()).isZero();
  }

  private Future<Integer> call(int number) {
    return threads.submit(() ->
        slots.call(
            SLOW,
            new BlockingContext(),
            () -> {
              called.add(number);
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw new CancellationException();
              }
              return number;
            }));
  }

  /** Fills the calls and the places of the slow receiver, in order. */
  private List<Future<Integer>> fill() {
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(call(i));
      int begun = i + 1;
      await().until(() -> slots.running() + slots.waiting() == begun);
    }
    return all;
  }

  private Duration pauseOfOneMore() {
    return pauseOfOneMore(slots);
  }

  private static Duration pauseOfOneMore(ReceiverSlots slots) {
    JobFailedException busy =
        catchThrowableOfType(
            JobFailedException.class,
            () -> slots.call(SLOW, new BlockingContext(), () -> "not called"));
    assertThat(busy.error().code()).isEqualTo("receiver-busy");
    return ((Retry.Deferred) busy.retry()).pause();
  }

  @Test
  void onlySoManyCallsAreMadeAtATimeAndTheNextOnesWaitInOrder() throws Exception {
    List<Future<Integer>> all = fill();

    assertThat(slots.running()).isEqualTo(2);
    assertThat(slots.waiting()).isEqualTo(3);
    assertThat(called).containsExactlyInAnyOrder(0, 1);
    answer.countDown();
    for (int i = 0; i < 5; i++) {
      assertThat(all.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
    }
    assertThat(called).hasSize(5);
  }

  @Test
  void aReceiverThatHangsDelaysNoOther() {
    fill();

    String other = slots.call("https://other.example:443", new BlockingContext(), () -> "told");

    assertThat(other).isEqualTo("told");
  }

  @Test
  void whatIsPutOffComesBackOneAfterTheOther() {
    fill();
    clock.advance(Duration.ofSeconds(1));

    // a call takes at least a second; three wait for two slots, and half a second follows each
    assertThat(pauseOfOneMore()).isEqualTo(Duration.ofSeconds(2));
    assertThat(pauseOfOneMore()).isEqualTo(Duration.ofMillis(2500));
    assertThat(pauseOfOneMore()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void whatComesBackToAReceiverThatStillHangsIsPutOffForLonger() {
    fill();
    clock.advance(Duration.ofSeconds(1));
    Duration first = pauseOfOneMore();
    clock.advance(first);

    // no call has ended for three seconds
    assertThat(pauseOfOneMore()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void aBurstIsPutOffForAQuarterOfASecondWhileNoCallIsLate() {
    fill();

    // a call is estimated at ten milliseconds
    for (int i = 0; i < 40; i++) {
      assertThat(pauseOfOneMore()).isEqualTo(Duration.ofMillis(250));
    }
  }

  @Test
  void aCallThatEndsShortensThePausesAgain() {
    ReceiverSlots few = new ReceiverSlots(2, 1, clock);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(1);
    List<Future<String>> all = new ArrayList<>();
    for (CountDownLatch held : List.of(first, others, others)) {
      all.add(hold(few, held));
      await().until(() -> few.running() + few.waiting() == all.size());
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(pauseOfOneMore(few)).isEqualTo(Duration.ofSeconds(1));

    first.countDown();
    await().until(() -> few.waiting() == 0);
    all.add(hold(few, others));
    await().until(() -> few.waiting() == 1);
    clock.advance(Duration.ofSeconds(1));

    // it is a second since the end of that call, not two since the beginning
    assertThat(pauseOfOneMore(few)).isEqualTo(Duration.ofSeconds(1));
    others.countDown();
    assertThat(all).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(20)));
  }

  private Future<String> hold(ReceiverSlots few, CountDownLatch held) {
    return threads.submit(() ->
        few.call(
            SLOW,
            new BlockingContext(),
            () -> {
              awaitQuietly(held);
              return "answered";
            }));
  }

  @Test
  void noPauseIsLongerThanTenMinutes() {
    fill();
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 2_000; i++) {
      pauseOfOneMore();
    }
    assertThat(pauseOfOneMore()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void aDeliveryThatIsCancelledWhileItWaitsLeavesItsPlace() {
    fill();
    ReceiverSlots one = new ReceiverSlots(1, 1, clock);
    CountDownLatch held = new CountDownLatch(1);
    Future<String> first =
        threads.submit(() ->
            one.call(
                SLOW,
                new BlockingContext(),
                () -> {
                  awaitQuietly(held);
                  return "first";
                }));
    await().until(() -> one.running() == 1);
    assertThat(
            catchThrowableOfType(
                CancellationException.class, () -> one.call(SLOW, cancelled(), () -> "not called")))
        .isNotNull();
    assertThat(one.waiting()).isZero();
    held.countDown();
    assertThat(first).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("first");
    assertThat(one.running()).isZero();
    assertThat(one.call(SLOW, new BlockingContext(), () -> "again")).isEqualTo("again");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static BlockingContext cancelled() {
    return new BlockingContext() {
      @Override
      public <T> T await(CompletionStage<T> stage) {
        throw new CancellationException();
      }
    };
  }

  @Test
  void aTurnThatComesWithTheCancellationIsPassedOn() throws Exception {
    ReceiverSlots one = new ReceiverSlots(1, 2, clock);
    CountDownLatch held = new CountDownLatch(1);
    var first =
        threads.submit(() ->
            one.call(
                SLOW,
                new BlockingContext(),
                () -> {
                  awaitQuietly(held);
                  return "first";
                }));
    await().until(() -> one.running() == 1);
    CompletableFuture<Boolean> granted = new CompletableFuture<>();
    var second =
        threads.submit(() ->
            one.call(
                SLOW,
                new BlockingContext() {
                  @Override
                  public <T> T await(CompletionStage<T> stage) {
                    stage.toCompletableFuture().join(); // the turn has come
                    granted.complete(true);
                    throw new CancellationException();
                  }
                },
                () -> "not called"));
    await().until(() -> one.waiting() == 1);
    var third = threads.submit(() -> one.call(SLOW, new BlockingContext(), () -> "third"));
    await().until(() -> one.waiting() == 2);

    held.countDown();

    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("first");
    assertThat(granted.get(20, TimeUnit.SECONDS)).isTrue();
    assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("third");
    assertThat(second).failsWithin(Duration.ofSeconds(20));
    assertThat(one.running()).isZero();
  }

  @Test
  void atRandomNoLimitIsExceededAndNoSlotIsLost() throws Exception {
    ReceiverSlots few = new ReceiverSlots(3, 5, clock);
    AtomicInteger[] running = {new AtomicInteger(), new AtomicInteger()};
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Random random = new Random(i);
      all.add(
          threads.submit(() -> {
            for (int n = 0; n < 50; n++) {
              int receiver = random.nextInt(2);
              try {
                few.call(
                    "r" + receiver,
                    random.nextInt(5) == 0 ? cancelled() : new BlockingContext(),
                    () -> {
                      most.accumulateAndGet(running[receiver].incrementAndGet(), Math::max);
                      Thread.yield();
                      running[receiver].decrementAndGet();
                      if (random.nextInt(3) == 0) {
                        throw new IllegalStateException("a call fails");
                      }
                      return null;
                    });
              } catch (JobFailedException | IllegalStateException e) {
                // put off, cancelled or failed
              }
            }
          }));
    }
    for (Future<?> each : all) {
      each.get(50, TimeUnit.SECONDS);
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(few.running()).isZero();
    assertThat(few.waiting()).isZero();
  }
}
