package io.jobwheel.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.store.commit.GroupCommit.WriteLimits;
import io.jobwheel.store.commit.WriteQueue.Place;
import io.jobwheel.time.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which writer takes which writes, and when. */
@Timeout(30)
class WriteQueueTest {

  private static final BatchWrite<String, String> WRITE =
      BatchWrite.each(WriteKind.OUTPUT, (_, word) -> word);
  private static final UUID KEY = new UUID(0, 7);

  private final TestClock clock = TestClock.at(Instant.EPOCH);
  private final WritesAwaitingLock secondHeld = new WritesAwaitingLock(clock);
  private WriteQueue queue;
  private Place first;
  private Place second;

  @BeforeEach
  void gatherNothing() {
    gather(Duration.ZERO);
  }

  private void gather(Duration gather) {
    queue =
        new WriteQueue(
            new WriteLimits(1_000, 1_000_000, 10, Duration.ofSeconds(20)), gather, clock);
    first = queue.join(new WritesAwaitingLock(clock));
    second = queue.join(secondHeld);
  }

  private PendingWrite<String, String> add(@Nullable UUID key) {
    PendingWrite<String, String> write = new PendingWrite<>(WRITE, "word", key);
    assertThat(queue.add(write)).isNull();
    return write;
  }

  private List<PendingWrite<?, ?>> add(int count) {
    return IntStream.range(0, count)
        .<PendingWrite<?, ?>>mapToObj(_ -> add(UUID.randomUUID()))
        .toList();
  }

  /** Returns the next batch of a writer that has something to do. */
  private List<PendingWrite<?, ?>> begin(Place place) {
    assertThat(queue.await(place)).isTrue();
    return queue.take(place);
  }

  private CompletableFuture<List<PendingWrite<?, ?>>> beginLater(Place place) {
    return CompletableFuture.supplyAsync(() -> begin(place), Thread::startVirtualThread);
  }

  private static List<PendingWrite<?, ?>> get(CompletableFuture<List<PendingWrite<?, ?>>> batch)
      throws Exception {
    return batch.get(10, TimeUnit.SECONDS);
  }

  /** Lets the second writer hold a write, while the first is busy. */
  private void holdByTheSecond() {
    add(1);
    begin(first);
    PendingWrite<String, String> locked = add(KEY);
    add(WriteQueue.MANY);
    begin(second);
    secondHeld.add(KEY, locked);
    queue.done(second);
  }

  @Test
  void theFirstWriterTakesAllThatWait() {
    List<PendingWrite<?, ?>> writes = add(WriteQueue.MANY * 3);
    assertThat(begin(first)).isEqualTo(writes);
  }

  @Test
  void anotherWriterHelpsOnceManyWait() throws Exception {
    add(1);
    begin(first);
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    List<PendingWrite<?, ?>> writes = new ArrayList<>(add(WriteQueue.MANY - 1));
    assertThat(helper).isNotDone();
    writes.add(add(KEY));
    assertThat(get(helper)).isEqualTo(writes);
  }

  @Test
  void aWriterThatIsFreeIsNotHelped() throws Exception {
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    List<PendingWrite<?, ?>> writes = add(WriteQueue.MANY);
    assertThat(begin(first)).isEqualTo(writes);
    queue.done(first);
    assertThat(helper).isNotDone();
    queue.close();
    assertThat(queue.await(first)).isFalse();
    assertThat(helper).failsWithin(Duration.ofSeconds(10)); // its queue is over
  }

  @Test
  void theNextBatchGathersForATimeIfTheLastOneWasLarge() {
    gather(Duration.ofMillis(20));
    add(WriteQueue.FEW);
    begin(first);
    queue.done(first);
    add(WriteQueue.FEW - 1);
    assertThat(begin(first)).hasSize(WriteQueue.FEW - 1);
  }

  @Test
  void aBatchThatGathersBeginsOnceItIsAsLargeAsTheLastOne() throws Exception {
    gather(Duration.ofHours(1));
    add(WriteQueue.FEW);
    begin(first);
    queue.done(first);
    add(WriteQueue.FEW - 1);
    CompletableFuture<List<PendingWrite<?, ?>>> next = new CompletableFuture<>();
    Thread writer = Thread.startVirtualThread(() -> next.complete(begin(first)));
    await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
    assertThat(next).isNotDone();
    add(KEY);
    assertThat(get(next)).hasSize(WriteQueue.FEW);
  }

  @Test
  void nothingGathersAfterASmallBatchOrDuringAClose() throws Exception {
    gather(Duration.ofHours(1));
    add(WriteQueue.FEW - 1);
    begin(first);
    queue.done(first);
    add(WriteQueue.FEW - 2);
    assertThat(begin(first)).hasSize(WriteQueue.FEW - 2);
    queue.done(first);

    add(WriteQueue.FEW);
    begin(first);
    queue.done(first);
    add(1);
    CompletableFuture<List<PendingWrite<?, ?>>> next = beginLater(first);
    queue.close();
    assertThat(get(next)).hasSize(1);
  }

  @Test
  void anotherWriterHelpsOnceATransactionTakesLong() throws Exception {
    add(1);
    begin(first);
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    PendingWrite<String, String> write = add(KEY);
    assertThat(clock.passPause()).isEqualTo(WriteQueue.LONG);
    assertThat(get(helper)).containsExactly(write);
  }

  @Test
  void noOtherWriterTakesTheNextWriteOfAJobThatIsInATransaction() throws Exception {
    add(KEY);
    begin(first);
    PendingWrite<String, String> next = add(KEY);
    List<PendingWrite<?, ?>> others = add(WriteQueue.MANY);
    PendingWrite<String, String> last = add(KEY);
    assertThat(begin(second)).isEqualTo(others);

    queue.done(second);
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    clock.advance(WriteQueue.LONG);
    assertThat(helper).isNotDone(); // what waits is not for it
    queue.done(first);
    assertThat(begin(first)).containsExactly(next, last);
    queue.close();
    assertThat(helper).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void theFirstWriterWaitsForTheTransactionOfAnotherToo() throws Exception {
    add(1);
    begin(first);
    add(KEY);
    add(WriteQueue.MANY);
    assertThat(begin(second)).hasSize(WriteQueue.MANY + 1);
    PendingWrite<String, String> next = add(KEY);
    queue.done(first);
    CompletableFuture<List<PendingWrite<?, ?>>> waiting = beginLater(first);
    assertThat(waiting).isNotDone();
    PendingWrite<String, String> other = add(UUID.randomUUID());
    assertThat(get(waiting)).containsExactly(other);
    queue.done(first);
    queue.done(second);
    assertThat(begin(first)).containsExactly(next);
  }

  @Test
  void whatFollowsAHeldWriteGoesToTheWriterThatHoldsIt() {
    holdByTheSecond();
    queue.done(first);

    PendingWrite<String, String> next = add(KEY);
    PendingWrite<String, String> other = add(UUID.randomUUID());
    assertThat(begin(first)).containsExactly(other);
    assertThat(begin(second)).containsExactly(next);
    assertThat(secondHeld.addFollower(next)).isTrue();
    assertThat(queue.size()).isEqualTo(2);
  }

  @Test
  void aWriterThatHoldsWritesEndsAtTheCloseLimit() {
    holdByTheSecond();
    PendingWrite<String, String> next = add(KEY);
    queue.done(first);
    queue.close();
    clock.advance(Duration.ofSeconds(20));
    assertThat(begin(second)).containsExactly(next);
    assertThat(secondHeld.addFollower(next)).isTrue();
    queue.done(second);
    assertThat(queue.await(second)).isFalse();
    assertThat(queue.await(first)).isFalse();
    assertThat(queue.add(new PendingWrite<>(WRITE, "word", KEY))).isEqualTo("The store is closed.");
  }

  @Test
  void anotherWriterHelpsWithWhatTheFirstLeaves() throws Exception {
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    add(1_000 + WriteQueue.MANY);
    assertThat(begin(first)).hasSize(1_000);
    assertThat(get(helper)).hasSize(WriteQueue.MANY);
  }

  @Test
  void aWriterThatHoldsWritesHelpsOnlyWithWhatFollowsThem() {
    holdByTheSecond();
    add(1);
    PendingWrite<String, String> next = add(KEY);
    assertThat(begin(second)).containsExactly(next); // the first is busy
  }

  @Test
  void bothWritersEndOnceAllIsWrittenDuringAClose() throws Exception {
    holdByTheSecond();
    add(KEY);
    queue.done(first);
    queue.close();
    CompletableFuture<Boolean> ended =
        CompletableFuture.supplyAsync(() -> queue.await(first), Thread::startVirtualThread);
    begin(second); // what follows
    secondHeld.take(10, 10);
    queue.done(second);
    assertThat(ended.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(queue.await(second)).isFalse();
  }

  @Test
  void anotherWriterStillHelpsDuringAClose() throws Exception {
    add(1);
    begin(first);
    PendingWrite<String, String> write = add(KEY);
    queue.close();
    CompletableFuture<List<PendingWrite<?, ?>>> helper = beginLater(second);
    assertThat(clock.passPause()).isEqualTo(WriteQueue.LONG);
    assertThat(get(helper)).containsExactly(write);
    queue.done(second);
    queue.done(first);
    assertThat(queue.await(first)).isFalse();
    assertThat(queue.await(second)).isFalse();
  }

  @Test
  void admissionsAreCountedForAllWritersTogether() {
    BatchWrite<String, String> submit = BatchWrite.each(WriteKind.SUBMIT, (_, word) -> word);
    for (int i = 0; i < 10; i++) {
      assertThat(queue.add(new PendingWrite<>(submit, "word", new UUID(3, i)))).isNull();
    }
    assertThat(queue.add(new PendingWrite<>(submit, "word", KEY)))
        .isEqualTo("The limit of waiting submissions is reached (10).");
    begin(first);
    assertThat(queue.add(new PendingWrite<>(submit, "word", KEY))).isNull();
  }
}
