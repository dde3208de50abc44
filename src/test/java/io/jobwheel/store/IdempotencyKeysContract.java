package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises about idempotency keys, on every database. */
abstract class IdempotencyKeysContract extends StoreContract {

  private static final Duration DAY = Duration.ofHours(24);

  final UUID name = UUID.randomUUID();
  final UUID content = UUID.randomUUID();

  static IdempotencyKey key(UUID name, UUID content, Instant usedAt) {
    return new IdempotencyKey(name, content, usedAt, usedAt.plus(DAY));
  }

  CompletableFuture<Optional<KeyedResource>> submit(IdempotencyKey key, Job... jobs) {
    return write(key, jobs).thenApply(result -> Optional.ofNullable(result.earlier()));
  }

  CompletableFuture<SubmissionResult> write(IdempotencyKey key, Job... jobs) {
    return store.submissions.submit(new Submission(null, List.of(jobs), node, key));
  }

  @Test
  void theFirstRequestWithAKeyIsStoredAndALaterOneFindsItsJob() {
    Job first = Jobs.queued().build();
    Job second = Jobs.queued().build();
    UUID otherContent = UUID.randomUUID();
    assertThat(get(submit(key(name, content, NOW), first))).isEmpty();
    KeyedResource earlier = new KeyedResource(first.id(), content, List.of());
    assertThat(get(submit(key(name, otherContent, NOW), second))).contains(earlier);
    assertThat(store.keys.find(name, NOW)).contains(earlier);
    assertThat(store.queries.find(first.id())).isPresent();
    assertThat(store.queries.find(second.id())).isEmpty();
  }

  @Test
  void ofRequestsInOneTransactionTheFirstGetsTheKey() {
    List<Job> jobs = IntStream.range(0, 20).mapToObj(_ -> Jobs.queued().build()).toList();
    List<CompletableFuture<Optional<KeyedResource>>> answers = new ArrayList<>();
    jobs.forEach(job -> answers.add(submit(key(name, content, NOW), job)));
    assertThat(get(answers.getFirst())).isEmpty();
    KeyedResource earlier = new KeyedResource(jobs.getFirst().id(), content, List.of());
    assertThat(answers.subList(1, 20)).allSatisfy(late -> assertThat(get(late)).contains(earlier));
    assertThat(jobs).filteredOn(job -> store.queries.find(job.id()).isPresent()).hasSize(1);
  }

  @Test
  void aKeyOfAGroupNamesTheGroup() {
    JobGroup group =
        JobGroup.accepted(
            Jobs.newId(), ExecutionMode.THREAD_POOL, CompletionCondition.ALL_COMPLETED, NOW);
    Job member = Jobs.queued().in(group).build();
    IdempotencyKey key = key(name, content, NOW);
    assertThat(get(store.submissions.submit(new Submission(group, List.of(member), node, key))))
        .isEqualTo(SubmissionResult.STORED);
    assertThat(store.keys.find(name, NOW))
        .contains(new KeyedResource(group.id(), content, List.of()));
  }

  @Test
  void aKeyOfABatchNamesItsJobsInOrder() {
    Job[] jobs = IntStream.range(0, 300).mapToObj(_ -> Jobs.queued().build()).toArray(Job[]::new);
    assertThat(get(submit(key(name, content, NOW), jobs))).isEmpty();
    List<UUID> ids = List.of(jobs).stream().map(Job::id).toList();
    assertThat(store.keys.find(name, NOW))
        .contains(new KeyedResource(ids.getFirst(), content, ids));
    assertThat(get(submit(key(name, content, NOW), Jobs.queued().build())))
        .contains(new KeyedResource(ids.getFirst(), content, ids));
  }

  @Test
  void anExpiredKeyIsFreeEvenIfItIsNotDeletedYet() {
    Instant end = NOW.plus(DAY);
    assertThat(get(submit(key(name, content, NOW), Jobs.queued().build()))).isEmpty();
    Job early = Jobs.queued().build();
    assertThat(get(submit(key(name, content, end.minusMillis(1)), early))).isPresent();
    assertThat(store.keys.find(name, end)).isEmpty();
    Job late = Jobs.queued().build();
    assertThat(get(submit(key(name, content, end), late))).isEmpty();
    assertThat(store.keys.find(name, end))
        .contains(new KeyedResource(late.id(), content, List.of()));
    assertThat(store.queries.find(late.id())).isPresent();
  }

  @Test
  void expiredKeysAreDeletedInSlices() {
    List<UUID> names = IntStream.range(0, 5).mapToObj(_ -> UUID.randomUUID()).toList();
    for (UUID each : names) {
      get(submit(key(each, content, NOW), Jobs.queued().build()));
    }
    get(submit(key(name, content, NOW.plusSeconds(1)), Jobs.queued().build()));
    Instant end = NOW.plus(DAY);
    assertThat(get(store.keys.purge(end.minusMillis(1), 10))).isZero();
    assertThat(get(store.keys.purge(end, 3))).isEqualTo(3);
    assertThat(get(store.keys.purge(end, 3))).isEqualTo(2);
    assertThat(get(store.keys.purge(end, 3))).isZero();
    assertThat(store.keys.find(name, NOW)).isPresent();
    assertThat(names).allMatch(each -> store.keys.find(each, NOW).isEmpty());
  }

  @Test
  void aRefusedRequestLeavesItsKeyFree() {
    Job known = Jobs.queued().build();
    assertThat(get(submit(key(UUID.randomUUID(), content, NOW), known))).isEmpty();
    // the same id once more: the database refuses the row of the job
    CompletableFuture<?> refused = submit(key(name, content, NOW), known);
    CompletableFuture<?> good = submit(key(UUID.randomUUID(), content, NOW), Jobs.queued().build());
    assertThatThrownBy(() -> get(refused)).isInstanceOf(StoreRefusedException.class);
    assertThat(get(good)).isEqualTo(Optional.empty());
    assertThat(store.keys.find(name, NOW)).isEmpty();
    assertThat(get(submit(key(name, content, NOW), Jobs.queued().build()))).isEmpty();
  }
}
