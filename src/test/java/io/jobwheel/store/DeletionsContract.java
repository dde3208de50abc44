package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.store.JobDeletions.Deletion;
import io.jobwheel.store.JobDeletions.DeletionDecision;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.query.ReadMeter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The promises about deletions, on every database. */
abstract class DeletionsContract extends StoreContract {

  private static final JobError NO = new JobError("handler-failed", "no");
  private static final Instant DUE = NOW.plusSeconds(60);
  private static final Instant LATER = NOW.plusSeconds(200);
  private static final Outcome DONE = new Outcome.Succeeded("1");
  private static final Outcome BROKEN = new Outcome.Failed(NO);

  private Optional<Deletion> delete(Job job) {
    return get(store.deletions.delete(job.id(), LATER));
  }

  private Job claimed() {
    store.submit(Jobs.queued());
    return store.claim(node, 1).getFirst();
  }

  /** Returns a job with output, progress and two attempts. */
  private Job withEverything(Outcome last) {
    Job job = claimed();
    get(store.outputs.append(new Print(job.id(), 1, NOW, "text")));
    get(store.progress.record(new ProgressReport(job.id(), 1, new Progress(NOW, 0.5, "half"))));
    store.end(job, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE));
    get(store.claims.promoteDue(DUE));
    Job again = store.claim(node, 1, DUE).getFirst();
    get(store.outputs.append(new Print(job.id(), 2, NOW, "more")));
    store.end(again, node, last, DUE);
    return store.read(job);
  }

  @Test
  void aDeletedJobIsGoneWithAllThatBelongsToIt() {
    for (Outcome last : List.of(DONE, BROKEN, new Outcome.Cancelled(NO))) {
      Job kept = withEverything(last);
      Job job = withEverything(last);
      assertThat(delete(job)).contains(new Deletion(DeletionDecision.DELETED, last.state()));
      assertThat(store.queries.find(job.id())).isEmpty();
      assertThat(store.attempts.ofJob(job.id(), ReadMeter.NONE)).isEmpty();
      assertThat(store.printsOf(job.id(), 1)).isEmpty();
      assertThat(store.progress.progressOf(job.id(), 1)).isEmpty();
      assertThat(store.retention.isPruned(job.id())).isTrue();
      assertThat(delete(job)).isEmpty();

      assertThat(store.read(kept)).isEqualTo(kept);
      assertThat(store.printsOf(kept.id(), 2)).hasSize(1);
      assertThat(store.retention.isPruned(kept.id())).isFalse();
    }
    assertThat(store.count("job")).isEqualTo(3);
    assertThat(store.count("job_event")).isEqualTo(6);
    assertThat(store.count("job_attempt")).isEqualTo(3);
    assertThat(store.count("job_progress")).isEqualTo(3);
    assertThat(store.count("tombstone")).isEqualTo(3);
  }

  @Test
  void theTombstoneHasTheTimeOfTheDeletion() {
    Job job = withEverything(DONE);
    delete(job);
    assertThat(get(store.retention.purgeTombstones(LATER, 10))).isZero();
    assertThat(get(store.retention.purgeTombstones(LATER.plusNanos(1000), 10))).isOne();
  }

  @Test
  void anUnfinishedJobIsNotDeleted() {
    Job requested = claimed();
    get(store.cancels.cancel(requested.id(), NOW));
    Job waitsForRetry = claimed();
    store.end(waitsForRetry, node, new Outcome.Retried(NO, DUE, FailureReason.FAILURE));
    Job redriven = claimed();
    store.end(redriven, node, BROKEN);
    get(store.redrives.redrive(redriven.id(), JobRedrives.RedriveChanges.NONE, LATER));
    Job scheduled = store.submit(Jobs.scheduled(DUE));
    for (Job job : List.of(requested, waitsForRetry, redriven, scheduled)) {
      Job before = store.read(job);
      assertThat(delete(job)).contains(new Deletion(DeletionDecision.NOT_FINISHED, before.state()));
      assertThat(store.read(job)).isEqualTo(before);
    }
    assertThat(store.count("tombstone")).isZero();
    assertThat(store.count("job_attempt")).isEqualTo(2);
  }

  @Test
  void aJobThatDoesNotExistIsNotDeleted() {
    assertThat(get(store.deletions.delete(Jobs.newId(), LATER))).isEmpty();
    assertThat(store.count("tombstone")).isZero();
  }

  @Test
  void aJobOfAnOpenGroupIsKept() {
    JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
    store.submit(group, 2);
    List<Job> jobs = store.claim(node, 2);
    store.end(jobs.getFirst(), node, DONE);
    assertThat(delete(jobs.getFirst()))
        .contains(new Deletion(DeletionDecision.GROUP_NOT_FINISHED, JobState.SUCCEEDED));
    assertThat(delete(jobs.getLast()))
        .contains(new Deletion(DeletionDecision.NOT_FINISHED, JobState.RUNNING));
    assertThat(store.jobsOf(group.id())).hasSize(2);
    assertThat(store.count("tombstone")).isZero();
  }

  @Test
  void anEndedGroupGoesWithTheLastOfItsJobs() {
    JobGroup group = Jobs.group(CompletionCondition.FIRST_COMPLETED);
    store.submit(group, 3);
    List<Job> jobs = store.claim(node, 3);
    store.end(jobs.getFirst(), node, DONE);
    JobGroup ended = store.read(group);
    assertThat(ended.outcome()).isEqualTo(JobState.SUCCEEDED);
    assertThat(delete(jobs.getFirst())).get().returns(DeletionDecision.DELETED, Deletion::decision);
    assertThat(store.read(group)).isEqualTo(ended);
    assertThat(delete(jobs.get(1)))
        .get()
        .returns(DeletionDecision.NOT_FINISHED, Deletion::decision);

    store.end(jobs.get(1), node, BROKEN);
    store.end(jobs.get(2), node, BROKEN);
    get(store.redrives.redrive(jobs.get(2).id(), JobRedrives.RedriveChanges.NONE, LATER));
    assertThat(delete(jobs.get(1))).get().returns(DeletionDecision.DELETED, Deletion::decision);
    assertThat(store.read(group)).as("its redriven job is not finished").isEqualTo(ended);
    assertThat(store.retention.isPruned(group.id())).isFalse();

    store.end(store.claim(node, 1, LATER).getFirst(), node, DONE, LATER);
    assertThat(delete(jobs.get(2))).get().returns(DeletionDecision.DELETED, Deletion::decision);
    assertThat(store.queries.findGroup(group.id())).isEmpty();
    assertThat(store.retention.isPruned(group.id())).isTrue();
    assertThat(store.count("tombstone")).isEqualTo(4);
  }

  @Test
  void ofManyDeletionsOfOneJobOneIsEffective() {
    Job job = withEverything(BROKEN);
    List<CompletableFuture<Optional<Deletion>>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(store.deletions.delete(job.id(), LATER));
    }
    assertThat(all.stream().map(TestStore::get).filter(Optional::isPresent)).hasSize(1);
    assertThat(store.count("tombstone")).isOne();
  }
}
