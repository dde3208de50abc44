package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random moves of jobs with limits. After each, the permits in use are those of the jobs that are
 * queued or run, none is above its limit, and no job is held whose permits are free.
 */
abstract class RandomPermitsContract extends StoreContract {

  private static final int STEPS = 250;
  private static final JobError NO = new JobError("handler-failed", "no");
  private static final int MAX_CRASHES = 3;
  private static final int MAX_JOBS = 1_000; // more than the steps submit

  /** The permits of a row of limits. */
  private record Cap(String limit, boolean perKey, int permits) {}

  private static final List<Cap> CAPS =
      List.of(
          new Cap("both", false, 5),
          new Cap("both", true, 2),
          new Cap("key", true, 1),
          new Cap("total", false, 3));

  private Instant now = NOW;
  private UUID running = node;
  private int blocked;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void permitsAreThoseOfTheJobsThatHaveThem(long seed) {
    TestLimits.define(store, "total", 3, null);
    TestLimits.define(store, "key", null, 1);
    TestLimits.define(store, "both", 5, 2);
    Random random = new Random(seed);
    store.lease(running);
    for (int step = 0; step < STEPS; step++) {
      now = now.plusSeconds(random.nextInt(4));
      int move = random.nextInt(12);
      switch (move) {
        case 0, 1, 2, 3 -> submit(random);
        case 4, 5 -> store.claim(running, 1 + random.nextInt(3), now);
        case 6, 7, 8 -> end(random);
        case 9 -> promoteOrExpire(random);
        case 10 -> redriveOrCancel(random);
        default -> loseNode(random);
      }
      releaseDue();
      check("step %d, move %d".formatted(step, move));
    }
    assertThat(blocked).isGreaterThan(20);
  }

  private JobLimit limit(Random random) {
    String name = List.of("total", "key", "both").get(random.nextInt(3));
    String key = name.equals("total") ? null : List.of("a", "b c/d", "ü").get(random.nextInt(3));
    return new JobLimit(name, key, name.equals("key") ? 1 : 1 + random.nextInt(2));
  }

  private void submit(Random random) {
    List<Job> batch = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int i = 0; i < size; i++) {
      Map<String, JobLimit> limits = new HashMap<>();
      int count = random.nextInt(3);
      for (int k = 0; k < count; k++) {
        JobLimit limit = limit(random);
        limits.put(limit.name(), limit);
      }
      Jobs draft =
          switch (random.nextInt(4)) {
            case 0 -> Jobs.scheduled(now.plusSeconds(5));
            case 1 -> Jobs.running().acceptedAt(now);
            default -> Jobs.queued().acceptedAt(now);
          };
      batch.add(
          draft
              .createdAt(now)
              .priority(random.nextInt(2))
              .limits(limits.values().toArray(JobLimit[]::new))
              .build());
    }
    SubmissionResult result = get(store.submissions.submit(new Submission(null, batch, running)));
    for (Job job : result.stored(batch)) {
      Job stored = store.read(job);
      assertThat(stored).isEqualTo(job);
      blocked += stored.state() == JobState.BLOCKED ? 1 : 0;
    }
  }

  private List<Job> in(JobState... states) {
    List<Job> found = store.list(JobFilters.of(states).limit(MAX_JOBS));
    assertThat(found).hasSizeLessThan(MAX_JOBS);
    return found;
  }

  private Optional<Job> any(Random random, JobState... states) {
    List<Job> found = in(states);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(random.nextInt(found.size())));
  }

  private void end(Random random) {
    any(random, JobState.RUNNING)
        .ifPresent(job -> {
          Outcome outcome =
              switch (random.nextInt(6)) {
                case 0 -> new Outcome.Failed(NO);
                case 1 -> new Outcome.Released();
                case 2 -> new Outcome.Crashed(NO);
                case 3 -> new Outcome.Retried(NO, now.plusSeconds(3), FailureReason.FAILURE);
                default -> new Outcome.Succeeded(null);
              };
          store.end(job, running, outcome, now);
        });
  }

  private void promoteOrExpire(Random random) {
    if (random.nextInt(3) > 0) {
      get(store.claims.promoteDue(now));
      return;
    }
    any(random, JobState.SCHEDULED, JobState.BLOCKED, JobState.QUEUED)
        .ifPresent(job -> {
          store.execute("UPDATE job SET deadline_at = 1 WHERE id = '%s'".formatted(job.id()));
          get(store.deadlines.expire(10));
          assertThat(store.read(job).state()).isEqualTo(JobState.FAILED);
          store.execute("UPDATE job SET deadline_at = NULL WHERE id = '%s'".formatted(job.id()));
        });
  }

  private void redriveOrCancel(Random random) {
    if (random.nextBoolean()) {
      any(random, JobState.FAILED, JobState.CANCELLED)
          .ifPresent(
              job -> get(store.redrives.redrive(job.id(), RedriveChanges.NONE, now)).orElseThrow());
    } else {
      any(random, JobState.SCHEDULED, JobState.BLOCKED, JobState.QUEUED, JobState.RUNNING)
          .ifPresent(job -> get(store.cancels.cancel(job.id(), now)));
    }
  }

  /** The node is lost, or stops; another one goes on. */
  private void loseNode(Random random) {
    UUID lost = running;
    running = Jobs.newId();
    store.lease(running);
    if (random.nextBoolean()) {
      store.execute("UPDATE node SET lease_until = 1 WHERE id = '%s'".formatted(lost));
      get(store.leases.rescueExpired(running, MAX_CRASHES, now));
    } else {
      get(store.leases.release(lost, now));
    }
  }

  /** Releases what the store itself says is left. */
  private void releaseDue() {
    for (int i = 0; i < 10; i++) {
      Optional<Duration> due = store.heldJobs.untilDue();
      if (due.isEmpty()) {
        return;
      }
      LockSupport.parkNanos(due.get().toNanos());
      get(store.heldJobs.releaseDue());
    }
    throw new AssertionError("Something is always due");
  }

  private void check(String step) {
    List<Job> all = in(JobState.SCHEDULED, JobState.BLOCKED, JobState.QUEUED, JobState.RUNNING);
    Map<String, Long> used = new HashMap<>();
    for (Job job : all) {
      if (job.state() == JobState.QUEUED || job.state() == JobState.RUNNING) {
        job.spec()
            .limits()
            .forEach(limit ->
                rowsOf(limit).forEach(row -> used.merge(row, (long) limit.units(), Long::sum)));
      }
    }
    Map<String, Long> counted = new HashMap<>();
    store
        .reader
        .list(
            "SELECT id, used FROM limit_usage WHERE used > 0",
            _ -> {},
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(row -> counted.put(row.getKey(), row.getValue()));
    assertThat(counted).as(step).isEqualTo(used);
    used.forEach((row, units) -> assertThat(units).as(row).isLessThanOrEqualTo(permitsOf(row)));
    heldWithoutReason(all, used)
        .ifPresent(job -> {
          throw new AssertionError(
              "%s: %s is held, but its permits are free: %s".formatted(step, job, used));
        });
  }

  private static List<String> rowsOf(JobLimit limit) {
    return CAPS.stream()
        .filter(cap -> cap.limit().equals(limit.name()))
        .map(cap -> cap.perKey() ? limit.name() + "/" + limit.key() : limit.name())
        .toList();
  }

  private static int permitsOf(String row) {
    return CAPS.stream()
        .filter(
            cap -> row.equals(cap.limit()) || (cap.perKey() && row.startsWith(cap.limit() + "/")))
        .filter(cap -> cap.perKey() == row.contains("/"))
        .mapToInt(Cap::permits)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Returns a job that is the first of those that its row holds, and all of whose permits are free.
   */
  private static Optional<Job> heldWithoutReason(List<Job> all, Map<String, Long> used) {
    Map<Object, Job> first = new HashMap<>();
    all.stream()
        .filter(job -> job.state() == JobState.BLOCKED)
        .sorted(
            Comparator.comparingInt(Job::priority)
                .reversed()
                .thenComparing(Job::runAt)
                .thenComparing(job -> job.id().toString()))
        .forEach(job -> first.putIfAbsent(job.blockedBy(), job));
    return first.values().stream()
        .filter(job ->
            job.spec().limits().stream()
                .allMatch(limit ->
                    rowsOf(limit).stream()
                        .allMatch(
                            row -> used.getOrDefault(row, 0L) + limit.units() <= permitsOf(row))))
        .findFirst();
  }
}
