package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresIdempotencyKeysTest extends IdempotencyKeysContract {

  private String url = "";

  @Override
  TestStore open() {
    url = PostgresServers.newDatabase();
    return PostgresStores.open(url);
  }

  /** Inserts the key of another request, which is neither committed nor rolled back yet. */
  private ForeignLock uncommitted(UUID resource) {
    long now = NOW.toEpochMilli() * 1000;
    return ForeignLock.take(
        url,
        "INSERT INTO jobwheel.idempotency_key VALUES ('%s', '%s', '%s', NULL, %d, %d)"
            .formatted(name, content, resource, now, now + 1_000_000));
  }

  @Test
  void aRequestWaitsForTheCommitOfAnEarlierOneAndDelaysNoOther() {
    UUID earlier = Jobs.newId();
    CompletableFuture<Optional<KeyedResource>> waits;
    try (ForeignLock first = uncommitted(earlier)) {
      waits = submit(key(name, content, NOW), Jobs.queued().build());
      for (int i = 0; i < 50; i++) {
        assertThat(get(submit(key(UUID.randomUUID(), content, NOW), Jobs.queued().build())))
            .isEmpty();
        store.submit(Jobs.queued());
      }
      assertThat(waits).isNotDone();
      first.commit();
    }
    assertThat(get(waits)).contains(new KeyedResource(earlier, content, List.of()));
  }

  @Test
  void aRequestGetsTheKeyIfTheEarlierOneIsRolledBack() {
    Job job = Jobs.queued().build();
    CompletableFuture<Optional<KeyedResource>> waits;
    try (ForeignLock _ = uncommitted(Jobs.newId())) {
      waits = submit(key(name, content, NOW), job);
      store.submit(Jobs.queued());
      assertThat(waits).isNotDone();
    }
    assertThat(get(waits)).isEmpty();
    assertThat(store.queries.find(job.id())).isPresent();
  }

  @Test
  void aRequestThatIsWithdrawnWhileItWaitsSaysSo() {
    try (ForeignLock _ = uncommitted(Jobs.newId())) {
      CompletableFuture<SubmissionResult> waits =
          write(key(name, content, NOW), Jobs.queued().build());
      await().until(() -> waits.cancel(false));
      assertThat(waits.isCancelled()).isTrue();
      assertThat(waits.handle((_, failure) -> failure).join())
          .isInstanceOfSatisfying(
              WithdrawnException.class, withdrawn -> assertThat(withdrawn.isLocked()).isTrue());
    }
    assertThat(get(submit(key(name, content, NOW), Jobs.queued().build()))).isEmpty();
  }

  @Test
  void nodesThatUseTheSameKeysInAnyOrderStoreOneJobForEach() {
    List<UUID> names = IntStream.range(0, 100).mapToObj(_ -> UUID.randomUUID()).toList();
    Random random = new Random(7);
    try (TestStore second = PostgresStores.open(url);
        TestStore third = PostgresStores.open(url)) {
      List<CompletableFuture<Optional<KeyedResource>>> answers = new ArrayList<>();
      for (TestStore each : List.of(store, second, third)) {
        List<UUID> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, random);
        for (UUID key : shuffled) {
          Job job = Jobs.queued().build();
          answers.add(
              each.submissions
                  .submit(new Submission(null, List.of(job), node, key(key, content, NOW)))
                  .thenApply(result -> Optional.ofNullable(result.earlier())));
        }
      }
      assertThat(answers.stream().filter(answer -> get(answer).isEmpty())).hasSize(100);
    }
    assertThat(PostgresServers.query(url, "SELECT count(*) FROM jobwheel.job"))
        .containsExactly("100");
    assertThat(
            PostgresServers.query(
                url,
                "SELECT count(*) FROM jobwheel.idempotency_key JOIN jobwheel.job"
                    + " ON job.id = resource"))
        .containsExactly("100");
  }
}
