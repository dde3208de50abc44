package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.jobwheel.job.Fairness;
import io.jobwheel.job.Job;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.commit.TestStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Submits and claims jobs with fairness keys. The key of jobs without one is {@code "-"}. */
final class FairJobs {

  static final String PLAIN = "-";

  private FairJobs() {}

  static Jobs of(String key, int weight) {
    Jobs jobs = Jobs.queued();
    return key.equals(PLAIN) ? jobs : jobs.fairness(key, weight);
  }

  /** Submits jobs in one submission, and returns them. */
  static List<Job> submit(TestStore store, int count, Supplier<Jobs> jobs) {
    List<Job> built = Stream.generate(jobs).limit(count).map(Jobs::build).toList();
    get(store.submissions.submit(new Submission(null, built, Jobs.newId())));
    return built;
  }

  static List<Job> submit(TestStore store, String key, int weight, int count) {
    return submit(store, count, () -> of(key, weight));
  }

  static String keyOf(Job job) {
    Fairness fairness = job.spec().fairness();
    return fairness == null ? PLAIN : fairness.key();
  }

  static List<String> keysOf(List<Job> jobs) {
    return jobs.stream().map(FairJobs::keyOf).toList();
  }

  /** Claims jobs one by one, and returns their keys. */
  static List<String> claimKeys(TestStore store, UUID node, int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.addAll(keysOf(store.claim(node, 1)));
    }
    return keys;
  }

  static Map<String, Long> counts(List<String> keys) {
    return keys.stream().collect(groupingBy(key -> key, counting()));
  }
}
