package io.jobwheel.store;

import static io.jobwheel.job.Uniqueness.OnConflict.REPLACE;
import static io.jobwheel.job.Uniqueness.OnConflict.RETURN;
import static io.jobwheel.job.Uniqueness.Until.END;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresUniqueJobsTest extends UniqueJobsContract {

  private String url = "";

  @Override
  TestStore open() {
    url = PostgresServers.newDatabase();
    return PostgresStores.open(url);
  }

  private CompletableFuture<SubmissionResult> begin(TestStore at, Jobs jobs) {
    return at.submissions.submit(new Submission(null, List.of(jobs.build()), node));
  }

  /** Takes the key for a job that another transaction inserts, which is not committed yet. */
  private ForeignLock uncommitted(Job holder) {
    return ForeignLock.take(
        url, "INSERT INTO jobwheel.unique_key VALUES ('%s', '%s')".formatted(key, holder.id()));
  }

  @Test
  void aSubmissionWaitsForTheCommitOfAnEarlierOneAndDelaysNoOther() {
    Job holder = store.submit(queued(END, RETURN).unique(unique(UUID.randomUUID(), END, RETURN)));
    store.execute(
        "UPDATE job SET uniqueness = 'END 0 RETURN %s' WHERE id = '%s'"
            .formatted(key, holder.id()));
    CompletableFuture<SubmissionResult> waits;
    try (ForeignLock first = uncommitted(holder)) {
      waits = begin(store, queued(END, RETURN));
      for (int i = 0; i < 50; i++) {
        assertThat(get(begin(store, Jobs.queued().unique(unique(UUID.randomUUID(), END, RETURN)))))
            .isEqualTo(SubmissionResult.STORED);
        store.submit(Jobs.queued());
      }
      assertThat(waits).isNotDone();
      first.commit();
    }
    assertThat(get(waits).duplicates().values())
        .containsExactly(new Duplicate(DuplicateOutcome.RETURNED, store.read(holder).brief()));
  }

  @Test
  void aSubmissionTakesTheKeyOfOneThatIsRolledBack() {
    Job job = queued(END, RETURN).build();
    CompletableFuture<SubmissionResult> waits;
    try (ForeignLock _ = uncommitted(Jobs.queued().build())) {
      waits = store.submissions.submit(new Submission(null, List.of(job), node));
      store.submit(Jobs.queued());
      assertThat(waits).isNotDone();
    }
    assertThat(get(waits)).isEqualTo(SubmissionResult.STORED);
    assertThat(store.read(job)).isEqualTo(job);
  }

  @Test
  void of64SubmissionsAtThreeNodesOneIsStoredAndTheOthersNameItsJob() {
    try (TestStore second = PostgresStores.open(url);
        TestStore third = PostgresStores.open(url)) {
      List<TestStore> nodes = List.of(store, second, third);
      for (int round = 0; round < 20; round++) {
        UUID contended = UUID.randomUUID();
        List<CompletableFuture<SubmissionResult>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
          answers.add(
              begin(nodes.get(i % 3), Jobs.queued().unique(unique(contended, END, RETURN))));
        }
        Set<UUID> named = new HashSet<>();
        int stored = 0;
        for (CompletableFuture<SubmissionResult> answer : answers) {
          SubmissionResult result = get(answer);
          stored += result.equals(SubmissionResult.STORED) ? 1 : 0;
          result.duplicates().values().forEach(each -> named.add(each.holder().id()));
        }
        assertThat(stored).isOne();
        assertThat(named).hasSize(1).allMatch(id -> store.queries.find(id).isPresent());
      }
      assertThat(store.count("job")).isEqualTo(20);
    }
  }

  @Test
  void nodesThatUseTheSameKeysInAnyOrderStoreOneJobForEach() {
    List<UUID> keys = IntStream.range(0, 100).mapToObj(_ -> UUID.randomUUID()).toList();
    Random random = new Random(7);
    try (TestStore second = PostgresStores.open(url);
        TestStore third = PostgresStores.open(url)) {
      List<CompletableFuture<SubmissionResult>> answers = new ArrayList<>();
      for (TestStore each : List.of(store, second, third)) {
        List<UUID> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled, random);
        for (int i = 0; i < shuffled.size(); i += 5) {
          List<Job> jobs =
              shuffled.subList(i, i + 5).stream()
                  .map(one -> Jobs.queued().unique(unique(one, END, REPLACE)).build())
                  .toList();
          answers.add(each.submissions.submit(new Submission(null, jobs, node)));
        }
      }
      int duplicates = answers.stream().mapToInt(answer -> get(answer).duplicates().size()).sum();
      assertThat(duplicates).isEqualTo(200);
    }
    assertThat(store.count("job")).isEqualTo(100);
    assertThat(
            PostgresServers.query(
                url,
                "SELECT count(*) FROM jobwheel.unique_key JOIN jobwheel.job ON job.id = job_id"))
        .containsExactly("100");
  }

  @Test
  void whileNodesClaimAndEndTheHoldersEveryAnswerNamesAJobAndNoTwoHoldAKey() {
    List<UUID> keys = IntStream.range(0, 5).mapToObj(_ -> UUID.randomUUID()).toList();
    Random random = new Random(11);
    try (TestStore second = PostgresStores.open(url)) {
      List<CompletableFuture<SubmissionResult>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        TestStore at = random.nextBoolean() ? store : second;
        UUID one = keys.get(random.nextInt(keys.size()));
        answers.add(
            begin(
                at,
                Jobs.queued()
                    .unique(unique(one, END, random.nextBoolean() ? RETURN : REPLACE))
                    .payload("[" + i + "]")));
        if (i % 3 == 0) {
          store.claim(node, 2).forEach(job -> at.end(job, node, new Outcome.Succeeded(null)));
        }
        assertThat(
                PostgresServers.query(
                    url,
                    "SELECT split_part(uniqueness, ' ', 4) FROM jobwheel.job"
                        + " WHERE finished_at IS NULL GROUP BY 1 HAVING count(*) > 1"))
            .isEmpty();
      }
      for (CompletableFuture<SubmissionResult> answer : answers) {
        get(answer)
            .duplicates()
            .values()
            .forEach(each -> assertThat(store.queries.find(each.holder().id())).isPresent());
      }
      assertThat(store.count("job")).isGreaterThan(keys.size());
    }
  }
}
