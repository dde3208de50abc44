package io.jobwheel.store;

import static io.jobwheel.store.FairJobs.PLAIN;
import static io.jobwheel.store.FairJobs.claimKeys;
import static io.jobwheel.store.FairJobs.counts;
import static io.jobwheel.store.FairJobs.keysOf;
import static io.jobwheel.store.FairJobs.submit;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jobs of each fairness key start in proportion to their weights, on every database. */
abstract class FairSharesContract extends StoreContract {

  /** Opens the store again, with its jobs. */
  abstract void reopen();

  private static void assertShares(Map<String, Integer> weights, List<String> started) {
    int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
    Map<String, Long> counts = counts(started);
    weights.forEach((key, weight) -> {
      double share = (double) started.size() * weight / sum;
      assertThat((double) counts.getOrDefault(key, 0L))
          .as("starts of %s, %s of %s", key, weight, sum)
          .isCloseTo(share, within(share / 10));
    });
  }

  private static Map<String, Integer> randomWeights(Random random, int keys) {
    Map<String, Integer> weights = new TreeMap<>();
    for (int i = 0; i < keys; i++) {
      weights.put("key " + i, 1 + random.nextInt(9));
    }
    return weights;
  }

  /** Submits as many jobs of each key, in portions of any size and order. */
  private void submitMixed(Map<String, Integer> weights, int jobsEach, Random random) {
    Map<String, Integer> left = new TreeMap<>();
    weights.keySet().forEach(key -> left.put(key, jobsEach));
    while (!left.isEmpty()) {
      List<String> keys = new ArrayList<>(left.keySet());
      String key = keys.get(random.nextInt(keys.size()));
      int count = Math.min(left.get(key), 1 + random.nextInt(200));
      submit(store, key, weights.get(key), count);
      left.computeIfPresent(key, (_, jobs) -> jobs == count ? null : jobs - count);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void startsFollowTheWeights(long seed) {
    Random random = new Random(seed);
    Map<String, Integer> weights = randomWeights(random, 3 + random.nextInt(4));
    submitMixed(weights, 1000, random);
    List<String> started = new ArrayList<>();
    while (started.size() < 1000) {
      started.addAll(keysOf(store.claim(node, 1 + random.nextInt(10))));
    }
    assertShares(weights, started.subList(0, 1000));
  }

  @Test
  void startsFollowTheWeightsWhileJobsAreSubmitted() {
    Map<String, Integer> weights = Map.of("a", 1, "b", 3, "c", 6);
    Random random = new Random(4);
    List<String> started = new ArrayList<>();
    weights.forEach((key, weight) -> submit(store, key, weight, 100));
    while (started.size() < 1000) {
      List<String> claimed = keysOf(store.claim(node, 1 + random.nextInt(5)));
      started.addAll(claimed);
      // each key has a backlog all the time
      counts(claimed)
          .forEach((key, count) -> submit(store, key, weights.get(key), Math.toIntExact(count)));
    }
    assertShares(weights, started);
  }

  @Test
  void theLargestAndTheSmallestWeightHaveTheirShares() {
    submit(store, "large", 1000, 1000);
    submit(store, "small", 1, 1000);
    assertThat(counts(claimKeys(store, node, 1001)).get("small")).isBetween(1L, 2L);
  }

  @Test
  void aKeyIsNotDelayedByTheBacklogOfAnother() {
    submit(store, "a", 1, 5000);
    submit(store, "b", 1, 1);
    assertThat(keysOf(store.claim(node, 1))).containsExactly("b");
    claimKeys(store, node, 50);
    submit(store, "c", 1, 1);
    assertThat(keysOf(store.claim(node, 1))).containsExactly("c");
    // also without any start in between
    submit(store, "d", 1, 3);
    submit(store, "e", 1, 3);
    assertThat(keysOf(store.claim(node, 2))).containsExactlyInAnyOrder("d", "e");
  }

  @Test
  void aKeyThatDidNotWaitHasNoMoreThanItsShare() {
    submit(store, "a", 1, 500);
    claimKeys(store, node, 300);
    submit(store, "b", 1, 500);
    assertShares(Map.of("a", 1, "b", 1), claimKeys(store, node, 200));
  }

  @Test
  void jobsWithoutAKeyAreOneKey() {
    submit(store, "a", 1, 300);
    submit(store, "b", 2, 300);
    submit(store, PLAIN, 1, 300);
    assertShares(Map.of("a", 1, "b", 2, PLAIN, 1), claimKeys(store, node, 400));
  }

  @Test
  void jobsOfAKeyStartInTheOrderOfTheirSubmission() {
    List<Job> submitted = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      submitted.addAll(submit(store, "a", 1 + i, 5));
      submit(store, "b", 1, 5);
    }
    List<UUID> started =
        store.claim(node, 100).stream()
            .filter(job -> FairJobs.keyOf(job).equals("a"))
            .map(Job::id)
            .toList();
    assertThat(started).isEqualTo(Jobs.idsOf(submitted));
  }

  @Test
  void aHigherPriorityIsFirstAndHasSharesOfItsOwn() {
    submit(store, "a", 1, 1000);
    claimKeys(store, node, 100);
    submit(store, 200, () -> FairJobs.of("a", 1).priority(5));
    submit(store, 200, () -> FairJobs.of("b", 3).priority(5));
    List<Job> first = store.claim(node, 200);
    assertThat(first).allMatch(job -> job.priority() == 5);
    assertShares(Map.of("a", 1, "b", 3), keysOf(first));
  }

  @Test
  void sharesContinueAfterARestart() {
    Map<String, Integer> weights = Map.of("a", 1, "b", 4);
    weights.forEach((key, weight) -> submit(store, key, weight, 500));
    List<String> started = new ArrayList<>(claimKeys(store, node, 250));
    reopen();
    store.fairQueues.refresh();
    weights.forEach((key, weight) -> submit(store, key, weight, 300));
    submit(store, "c", 1, 1);
    assertThat(keysOf(store.claim(other, 3))).contains("c");
    started.addAll(claimKeys(store, other, 250));
    assertShares(weights, started);
  }

  @Test
  void threeClaimersAtOnceKeepTheShares() throws Exception {
    Map<String, Integer> weights = Map.of("a", 1, "b", 2, "c", 4);
    weights.forEach((key, weight) -> submit(store, key, weight, 1000));
    List<UUID> nodes =
        store.database.dialect().exclusive()
            ? List.of(node, node, node) // it has only one
            : List.of(node, other, Jobs.newId());
    nodes.forEach(store::lease);
    List<Job> started = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> claimers = new ArrayList<>();
      for (UUID each : nodes) {
        Callable<Void> claimer =
            () -> {
              for (int i = 0; i < 70; i++) {
                started.addAll(store.claim(each, 5));
              }
              return null;
            };
        claimers.add(threads.submit(claimer));
      }
      for (Future<Void> claimer : claimers) {
        claimer.get();
      }
    }
    assertThat(new HashSet<>(Jobs.idsOf(started))).hasSize(1050);
    assertShares(weights, keysOf(started));
  }

  @Test
  void manySubmittersAndClaimersAtOnceKeepTheShares() throws Exception {
    Map<String, Integer> weights = randomWeights(new Random(7), 6);
    List<String> keys = List.copyOf(weights.keySet());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> submitters = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        Callable<Void> submitter =
            () -> {
              List<String> shuffled = new ArrayList<>(keys);
              for (int round = 0; round < 20; round++) {
                Collections.shuffle(shuffled, random);
                List<Job> jobs = new ArrayList<>();
                for (String key : shuffled) {
                  for (int job = 0; job < 8; job++) {
                    jobs.add(FairJobs.of(key, weights.get(key)).build());
                  }
                }
                get(store.submissions.submit(new Submission(null, jobs, node)));
              }
              return null;
            };
        submitters.add(threads.submit(submitter));
      }
      for (Future<Void> submitter : submitters) {
        submitter.get();
      }
    }
    List<String> started = new ArrayList<>();
    while (started.size() < 1000) {
      started.addAll(keysOf(store.claim(node, 10)));
    }
    assertShares(weights, started);
    assertNoConflicts();
  }

  /** Asserts that no transaction had to be repeated, where this can be known. */
  void assertNoConflicts() {}

  @Test
  void attemptsThatEndMakeRoomForTheOthers() {
    submit(store, "a", 1, 20);
    submit(store, "b", 1, 20);
    Set<UUID> ended = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      List<Job> claimed = store.claim(node, 2);
      assertThat(keysOf(claimed)).containsExactlyInAnyOrder("a", "b");
      for (Job job : claimed) {
        store.end(job, node, new Outcome.Succeeded(null));
        ended.add(job.id());
      }
    }
    assertThat(ended).hasSize(40);
    assertThat(get(store.leases.renew(node, Duration.ofHours(1)))).isTrue();
  }
}
