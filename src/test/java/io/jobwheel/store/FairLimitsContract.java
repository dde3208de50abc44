package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.FairJobs.keyOf;
import static io.jobwheel.store.FairJobs.keysOf;
import static io.jobwheel.store.FairJobs.submit;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs with limits and fairness keys, on every database. */
abstract class FairLimitsContract extends StoreContract {

  private static final JobLimit SHARED = new JobLimit("shared", null, 1);
  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Instant LATER = NOW.plusSeconds(200);

  @BeforeEach
  void twoAtATime() {
    TestLimits.define(store, "shared", 2, null);
  }

  private static Jobs of(String key) {
    return Jobs.queued().fairness(key, 1).limits(SHARED);
  }

  /** Submits jobs that start at once if they can. */
  private List<Job> start(String key, int count) {
    List<Job> jobs =
        Stream.generate(() -> Jobs.running().fairness(key, 1).limits(SHARED).build())
            .limit(count)
            .toList();
    get(store.submissions.submit(new Submission(null, jobs, node)));
    return jobs;
  }

  private List<Job> in(JobState state, List<Job> jobs) {
    return jobs.stream().map(store::read).filter(job -> job.state() == state).toList();
  }

  private long rank(Job job) {
    return store.rank(job);
  }

  private long finish(String key) {
    return store.number("SELECT finish FROM fair_key WHERE name = '%s'".formatted(key));
  }

  private void succeed(List<Job> jobs) {
    jobs.forEach(job -> store.end(job, node, new Outcome.Succeeded(null)));
  }

  @Test
  void theFirstJobOfAnotherKeyIsReleasedNext() {
    List<Job> a = submit(store, 502, () -> of("a"));
    assertThat(in(JobState.BLOCKED, a)).hasSize(500);
    List<Job> running = store.claim(node, 10);
    assertThat(keysOf(running)).containsExactly("a", "a");
    Job b = submit(store, 1, () -> of("b")).getFirst();
    assertThat(store.read(b).state()).isEqualTo(JobState.BLOCKED);

    succeed(running.subList(0, 1));
    assertThat(store.read(b).state()).isEqualTo(JobState.QUEUED);
    assertThat(in(JobState.BLOCKED, a)).hasSize(500);
  }

  @Test
  void keysTakeTurnsWhileTheirJobsAreHeld() {
    submit(store, 40, () -> of("a"));
    submit(store, 10, () -> of("b"));
    List<String> started = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<Job> claimed = store.claim(node, 1);
      started.addAll(keysOf(claimed));
      succeed(claimed);
    }
    assertThat(FairJobs.counts(started).get("b")).isBetween(9L, 10L);
  }

  @Test
  void jobsThatStartAtOnceDoNotPayButThoseThatAreHeldDo() {
    List<Job> a = start("a", 2);
    assertThat(in(JobState.RUNNING, a)).hasSize(2).allMatch(job -> rank(job) == 0);
    long before = finish("a");
    List<Job> more = start("a", 3);
    assertThat(in(JobState.BLOCKED, more)).hasSize(3).allMatch(job -> rank(job) > 0);
    long cost = (finish("a") - before) / 3;
    assertThat(cost).isPositive();
    assertThat(more.stream().map(this::rank)).doesNotHaveDuplicates();

    List<Job> b = start("b", 1);
    assertThat(in(JobState.BLOCKED, b)).hasSize(1);
    succeed(a.subList(0, 1));
    assertThat(in(JobState.QUEUED, b)).hasSize(1);
    assertThat(in(JobState.BLOCKED, more)).hasSize(3);
  }

  @Test
  void aReleaseKeepsTheRank() {
    List<Job> jobs = submit(store, 3, () -> of("a"));
    Job held = in(JobState.BLOCKED, jobs).getFirst();
    long rank = rank(held);
    assertThat(rank).isPositive();
    succeed(store.claim(node, 1));
    assertThat(store.read(held).state()).isEqualTo(JobState.QUEUED);
    assertThat(rank(held)).isEqualTo(rank);
  }

  @Test
  void jobsThatBecomeDueAreRankedOnceAndReleasedInTurn() {
    List<Job> running = submit(store, 2, () -> of("x"));
    List<Job> a = submit(store, 50, () -> Jobs.scheduled(DUE).fairness("a", 1).limits(SHARED));
    assertThat(get(store.claims.promoteDue(LATER))).isEqualTo(50);
    assertThat(in(JobState.BLOCKED, a)).hasSize(50);
    assertThat(a.stream().map(this::rank)).doesNotHaveDuplicates();
    Job b = submit(store, 1, () -> of("b")).getFirst();
    get(store.cancels.cancel(running.getFirst().id(), NOW));
    get(store.cancels.cancel(running.getLast().id(), NOW));
    assertThat(store.read(b).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void redrivenJobsAreRankedOnce() {
    List<Job> first = submit(store, 2, () -> of("a"));
    store.claim(node, 2).forEach(job -> store.end(job, node, new Outcome.Failed(NO)));
    submit(store, 2, () -> of("x"));
    first.forEach(job -> get(store.redrives.redrive(job.id(), RedriveChanges.NONE, NOW)));
    assertThat(in(JobState.BLOCKED, first)).hasSize(2).allMatch(job -> rank(job) > 0);
    assertThat(first.stream().map(this::rank)).doesNotHaveDuplicates();
  }

  @Test
  void anAttemptThatIsGivenBackIsNext() {
    submit(store, 1, () -> of("b"));
    List<Job> a = submit(store, 50, () -> of("a"));
    List<Job> claimed = store.claim(node, 2);
    Job last = claimed.getLast();
    assertThat(keyOf(last)).isEqualTo("b"); // the first of a is at V
    store.end(last, node, new Outcome.Released());
    assertThat(store.read(last).state()).isEqualTo(JobState.QUEUED);
    assertThat(rank(last)).isNegative();
    assertThat(in(JobState.BLOCKED, a)).hasSize(49);
    assertThat(Jobs.idsOf(store.claim(node, 1))).containsExactly(last.id());
  }

  @Test
  void retriesOfHeldJobsPayAgain() {
    submit(store, 2, () -> of("a"));
    List<Job> claimed = store.claim(node, 2);
    long before = finish("a");
    submit(store, 2, () -> of("x")); // held
    claimed.forEach(
        job -> store.end(job, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE)));
    get(store.claims.promoteDue(LATER));
    assertThat(in(JobState.BLOCKED, claimed)).hasSize(2).allMatch(job -> rank(job) > before / 2);
    assertThat(finish("a")).isGreaterThan(before);
  }

  @Test
  void jobsThatEndWhileTheyAreHeldAreRefunded() {
    submit(store, 2, () -> of("a"));
    long before = finish("a");
    Job cancelled = submit(store, 1, () -> of("a")).getFirst();
    Job expired = submit(store, 1, () -> of("a").deadline(Instant.EPOCH.plusSeconds(1))).getFirst();
    assertThat(in(JobState.BLOCKED, List.of(cancelled, expired))).hasSize(2);
    assertThat(finish("a")).isGreaterThan(before);
    get(store.cancels.cancel(cancelled.id(), NOW));
    get(store.deadlines.expire(10));
    assertThat(store.read(expired).state()).isEqualTo(JobState.FAILED);
    assertThat(finish("a")).isEqualTo(before);
  }

  @Test
  void jobsThatALimitRejectsAreRefunded() {
    submit(store, 2, () -> of("a"));
    long before = finish("a");
    store.execute("UPDATE job_limit SET on_limit = 'REJECT' WHERE name = 'shared'");
    List<Job> jobs = List.of(of("a").build(), of("a").build());
    assertThat(get(store.submissions.submit(new Submission(null, jobs, node))).refused()).isTrue();
    assertThat(finish("a")).isEqualTo(before);
    assertThat(store.count("job")).isEqualTo(2);
  }

  @Test
  void aReplacementWithAnotherPriorityIsRankedThere() {
    submit(store, 2, () -> of("x"));
    Uniqueness unique =
        new Uniqueness(new UUID(7, 1), null, Until.END, Duration.ZERO, OnConflict.REPLACE);
    Job job = submit(store, 1, () -> of("a").unique(unique)).getFirst();
    submit(store, 1, () -> of("a").unique(unique).priority(3));
    assertThat(store.read(job).priority()).isEqualTo(3);
    assertThat(rank(job)).isPositive();
    assertThat(store.count("fair_key WHERE name = 'a' AND priority = 3")).isEqualTo(1);
    assertThat(store.read(job).state()).isEqualTo(JobState.BLOCKED);
  }

  @Test
  void jobsThatReplaceEachOtherAtOnceAreStoredAsTheLast() {
    submit(store, 2, () -> of("x"));
    Uniqueness unique =
        new Uniqueness(new UUID(7, 2), null, Until.END, Duration.ZERO, OnConflict.REPLACE);
    List<Job> jobs =
        List.of(
            of("a").unique(unique).build(),
            of("a").unique(unique).priority(3).payload("{\"last\":1}").build());
    get(store.submissions.submit(new Submission(null, jobs, node, null, true)));
    Job stored = store.read(jobs.getFirst());
    assertThat(stored.state()).isEqualTo(JobState.BLOCKED);
    assertThat(stored.priority()).isEqualTo(3);
    assertThat(stored.payload()).contains("last");
    assertThat(rank(stored)).isPositive();
  }

  @Test
  void submissionsWithAndWithoutLimitsAreStoredTogether() {
    List<CompletableFuture<SubmissionResult>> all = new ArrayList<>();
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Job job = (i % 2 == 0 ? of("a") : Jobs.queued().fairness("a", 1)).build();
      jobs.add(job);
      all.add(store.submissions.submit(new Submission(null, List.of(job), node)));
    }
    all.forEach(result -> assertThat(get(result).refused()).isFalse());
    assertThat(in(JobState.QUEUED, jobs)).hasSize(12);
    assertThat(jobs.stream().map(this::rank)).doesNotHaveDuplicates();
  }
}
