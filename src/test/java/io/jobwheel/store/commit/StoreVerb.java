package io.jobwheel.store.commit;

import static io.jobwheel.job.JobState.BLOCKED;
import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.job.JobState.SUCCEEDED;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobLimit;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.store.IdempotencyKey;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import io.jobwheel.store.JobRetention.Position;
import io.jobwheel.store.MoveAudit.Move;
import io.jobwheel.store.ProgressReports.ProgressReport;
import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.Submission;
import io.jobwheel.store.TestLimits;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.OnLimit;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses.NewPause;
import io.jobwheel.store.schedule.FireKind;
import io.jobwheel.store.schedule.FireOutcome;
import io.jobwheel.store.schedule.FirePlan;
import io.jobwheel.store.schedule.FirePlan.PlannedFire;
import io.jobwheel.store.schedule.FirePlanner;
import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.ScheduleChange.ChangeDecision;
import io.jobwheel.store.schedule.ScheduleProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Each write of the store, and the moves of jobs that it may make and has to make. */
enum StoreVerb {
  SUBMIT_AGAIN(WriteKind.SUBMIT),
  SUBMIT_KEYED_AGAIN(WriteKind.SUBMIT_KEYED),
  SUBMIT_LIMITED_AGAIN(WriteKind.SUBMIT_LIMITED),
  // holders of unique keys
  REPLACE_BY_SCHEDULED(SCHEDULED, move(QUEUED, SCHEDULED), move(BLOCKED, SCHEDULED)),
  REPLACE_BY_DUE(QUEUED, move(SCHEDULED, QUEUED)),
  APPEND_OUTPUT(WriteKind.OUTPUT),
  REPORT_PROGRESS(WriteKind.PROGRESS),
  CANCEL(
      WriteKind.CANCEL,
      move(SCHEDULED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(QUEUED, CANCELLED)),
  CANCEL_GROUP(
      WriteKind.CANCEL_GROUP,
      move(SCHEDULED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(QUEUED, CANCELLED)),
  CANCEL_SUPERSEDED(WriteKind.CANCEL_SUPERSEDED),
  PAUSE_LIMITS(WriteKind.PAUSE_LIMITS),
  SUCCEED(new Outcome.Succeeded("1"), move(RUNNING, SUCCEEDED)),
  // the other jobs of a fail-fast group are cancelled
  FAIL(
      new Outcome.Failed(Given.NO),
      move(RUNNING, FAILED),
      move(QUEUED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(SCHEDULED, CANCELLED)),
  CRASH(
      new Outcome.Crashed(Given.NO),
      move(RUNNING, FAILED),
      move(QUEUED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(SCHEDULED, CANCELLED)),
  RETRY(
      new Outcome.Retried(Given.NO, Given.DUE, FailureReason.FAILURE),
      move(RUNNING, SCHEDULED),
      move(RUNNING, CANCELLED)),
  RETRY_AFTER_CRASH(
      new Outcome.Retried(Given.NO, Given.DUE, FailureReason.CRASH),
      move(RUNNING, SCHEDULED),
      move(RUNNING, CANCELLED)),
  ACKNOWLEDGE_CANCELLATION(new Outcome.Cancelled(Given.NO), move(RUNNING, CANCELLED)),
  RELEASE(new Outcome.Released(), move(RUNNING, QUEUED), move(RUNNING, CANCELLED)),
  END_GROUP(WriteKind.END_GROUP),
  // jobs that no permit is free for are held at once
  REDRIVE(WriteKind.REDRIVE, move(FAILED, QUEUED), move(CANCELLED, QUEUED), move(QUEUED, BLOCKED)),
  DELETE(WriteKind.DELETE),
  BULK_REDRIVE(
      OperationAction.REDRIVE,
      move(FAILED, QUEUED),
      move(CANCELLED, QUEUED),
      move(QUEUED, BLOCKED)),
  BULK_CANCEL(
      OperationAction.CANCEL,
      move(SCHEDULED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(QUEUED, CANCELLED)),
  BULK_DELETE(OperationAction.DELETE),
  BULK_REPRIORITIZE(OperationAction.REPRIORITIZE),
  FIRE(
      WriteKind.SCHEDULE,
      move(SCHEDULED, CANCELLED),
      move(BLOCKED, CANCELLED),
      move(QUEUED, CANCELLED)),
  REGISTER_NODE(WriteKind.REGISTER),
  RENEW_LEASE(WriteKind.RENEW),
  RELEASE_NODE(WriteKind.RELEASE, move(RUNNING, QUEUED), move(RUNNING, CANCELLED)),
  RESCUE(
      WriteKind.RESCUE,
      move(RUNNING, QUEUED),
      move(RUNNING, CANCELLED),
      move(RUNNING, FAILED),
      move(QUEUED, CANCELLED)), // of a fail-fast group
  CHANGE_LIMIT(WriteKind.LIMIT),
  PRUNE(WriteKind.PRUNE),
  PUBLISH_BACKLOG(WriteKind.BACKLOG),
  PAUSE_TYPE(WriteKind.PAUSE),
  EXPIRE(
      WriteKind.EXPIRE,
      move(SCHEDULED, FAILED),
      move(BLOCKED, FAILED),
      move(QUEUED, FAILED),
      move(QUEUED, CANCELLED)), // of a fail-fast group
  PROMOTE(WriteKind.PROMOTE, move(SCHEDULED, QUEUED)),
  RELEASE_HELD(WriteKind.RELEASE_HELD, move(BLOCKED, QUEUED)),
  CLAIM(WriteKind.CLAIM, move(QUEUED, RUNNING)),
  PRUNE_FAIRNESS_KEYS(WriteKind.FAIRNESS);

  static final int MAX_CRASHES = 3;

  private static final Instant LATER = NOW.plusSeconds(20);

  /** Types of the constants. */
  static final class Given {
    static final JobError NO = new JobError("no-use", "no");
    static final Instant DUE = NOW.plusSeconds(10);

    /** Has no permits. */
    static final JobLimit NONE = new JobLimit("none", null, 1);

    static final JobOrigin.Fire FIRE = new JobOrigin.Fire("moves", NOW);

    private Given() {}
  }

  private final WriteKind kind;
  private final @Nullable Outcome outcome;
  private final @Nullable OperationAction action;
  private final @Nullable JobState replacement;
  private final Set<Move> moves;

  StoreVerb(WriteKind kind, Move... moves) {
    this(kind, null, null, null, moves);
  }

  StoreVerb(OperationAction action, Move... moves) {
    this(WriteKind.OPERATION, null, action, null, moves);
  }

  StoreVerb(Outcome outcome, Move... moves) {
    this(WriteKind.OUTCOME, outcome, null, null, moves);
  }

  StoreVerb(JobState replacement, Move... moves) {
    this(WriteKind.SUBMIT_REPLACING, null, null, replacement, moves);
  }

  StoreVerb(
      WriteKind kind,
      @Nullable Outcome outcome,
      @Nullable OperationAction action,
      @Nullable JobState replacement,
      Move... moves) {
    this.kind = kind;
    this.outcome = outcome;
    this.action = action;
    this.replacement = replacement;
    this.moves = Set.of(moves);
  }

  private static Move move(JobState was, JobState became) {
    return new Move(was, became);
  }

  WriteKind kind() {
    return kind;
  }

  /** Returns the outcome that it records; null for other verbs. */
  @Nullable Outcome outcome() {
    return outcome;
  }

  Set<Move> moves() {
    return moves;
  }

  private static void submitAgain(
      TestStore store, Job job, UUID node, @Nullable IdempotencyKey key) {
    JobGroup group =
        job.groupId() == null ? null : store.queries.findGroup(job.groupId()).orElseThrow();
    expectRefusal(
        () -> get(store.submissions.submit(new Submission(group, List.of(job), node, key))));
  }

  /** Executes the write for all of these jobs, as the node that runs them or ran them last. */
  void run(TestStore store, List<Job> jobs, UUID node) {
    switch (kind) {
      case SUBMIT -> jobs.forEach(job -> submitAgain(store, job, node, null));
      case SUBMIT_KEYED ->
          jobs.forEach(job -> {
            IdempotencyKey key =
                new IdempotencyKey(job.id(), job.id(), LATER, LATER.plusSeconds(9));
            submitAgain(store, job, node, key);
            assertThat(store.keys.find(key.id(), LATER)).isEmpty();
          });
      case OUTPUT ->
          jobs.forEach(job -> get(store.outputs.append(new Print(job.id(), 1, LATER, "text"))));
      case PROGRESS ->
          jobs.forEach(job ->
              get(
                  store.progress.record(
                      new ProgressReport(job.id(), 1, new Progress(LATER, 0.5, null)))));
      case CANCEL -> jobs.forEach(job -> get(store.cancels.cancel(job.id(), LATER)));
      case CANCEL_GROUP ->
          groupsOf(jobs).forEach(group -> get(store.cancels.cancelGroup(group, LATER)));
      case CANCEL_SUPERSEDED -> get(store.supersededJobs.cancelDue(LATER));
      case PAUSE_LIMITS -> get(store.limitPauses.pause(List.of(Given.NONE), Duration.ofSeconds(1)));
      case OUTCOME -> jobs.forEach(job -> record(store, job, node));
      case END_GROUP -> groupsOf(jobs).forEach(group -> get(store.openGroups.end(group, LATER)));
      case REDRIVE ->
          jobs.forEach(job -> get(store.redrives.redrive(job.id(), RedriveChanges.NONE, LATER)));
      case DELETE -> jobs.forEach(job -> get(store.deletions.delete(job.id(), LATER)));
      case OPERATION -> operate(store);
      case SCHEDULE -> fire(store);
      case LIMIT -> {
        LimitSpec spec = new LimitSpec(1, null, null, OnLimit.BLOCK);
        get(store.limits.change("moves", (_, now) -> Limit.first("moves", spec, false, null, now)));
        get(store.limits.change("moves", (_, _) -> null));
      }
      case REGISTER -> get(store.leases.register(Jobs.newId(), "another", Duration.ZERO));
      case RENEW -> get(store.leases.renew(node, Duration.ofHours(1)));
      case RELEASE -> get(store.leases.release(node, LATER));
      case RESCUE -> get(store.leases.rescueExpired(Jobs.newId(), MAX_CRASHES, LATER));
      case PRUNE -> prune(store);
      case BACKLOG -> get(store.backlog.takeTurn(Duration.ofSeconds(1)));
      case PAUSE -> {
        PauseTarget type = new PauseTarget(PauseKind.TYPE, "countdown");
        get(store.pauses.put(new NewPause(type, "incident", "admin", null)));
        get(store.pauses.delete(type));
      }
      case EXPIRE -> {
        get(store.deadlines.expire(1)); // then all others
        get(store.deadlines.expire(1_000));
        assertThat(store.deadlines.deadlines().passed()).isFalse();
      }
      case PROMOTE -> get(store.claims.promoteDue(LATER));
      case SUBMIT_LIMITED ->
          jobs.stream()
              .filter(job -> !job.spec().limits().isEmpty())
              .forEach(job -> submitAgain(store, job, node, null));
      case SUBMIT_REPLACING ->
          jobs.forEach(job -> replace(store, job, node, Objects.requireNonNull(replacement)));
      case RELEASE_HELD -> {
        TestLimits.define(store, Given.NONE.name(), 1_000, null);
        store.execute("UPDATE limit_usage SET due_at = 1");
        get(store.heldJobs.releaseDue());
      }
      case CLAIM -> store.claim(Jobs.newId(), 1_000, LATER);
      case FAIRNESS -> get(store.fairQueues.prune(10));
    }
  }

  private static List<UUID> groupsOf(List<Job> jobs) {
    return jobs.stream().map(Job::groupId).filter(Objects::nonNull).distinct().toList();
  }

  private static void expectRefusal(Runnable write) {
    try {
      write.run();
    } catch (StoreRefusedException e) {
      return;
    }
    throw new AssertionError("a job with the id of another was taken");
  }

  /** Records an outcome under the current fence, and again as after a lost answer. */
  private void record(TestStore store, Job job, UUID node) {
    Job now = store.read(job);
    EndedAttempt ended = TestStore.ended(now, node, Objects.requireNonNull(outcome), LATER);
    get(store.outcomes.record(ended));
    get(store.outcomes.record(ended.asResubmission()));
  }

  /** Acts on jobs in any state on which the action can act. */
  private void operate(TestStore store) {
    OperationAction each = Objects.requireNonNull(action);
    BulkOperations.run(store, BulkOperations.of(each, each.possibleStates()));
  }

  /** Fires a schedule that cancels the others of its jobs. */
  private static void fire(TestStore store) {
    Job next = Jobs.queued().from(Given.FIRE).build();
    PlannedFire fire =
        new PlannedFire(LATER, FireKind.DUE, FireOutcome.FIRED, null, List.of(next), null);
    String name = Given.FIRE.schedule();
    Schedule schedule =
        new Schedule(
            name, "{}", false, null, NOW, NOW, 1, null, ScheduleProgress.first(LATER, LATER));
    get(store.schedules.change(name, (_, _) -> new ChangeDecision.Put(schedule)));
    var _ =
        get(
            store.schedules.fire(
                name,
                new FirePlanner() {
                  @Override
                  public int endsNeeded(Schedule each) {
                    return 1;
                  }

                  @Override
                  public FirePlan plan(DueSchedule due) {
                    assertThat(due.unfinished()).isTrue();
                    return new FirePlan(List.of(fire), 0, true, null, null, List.of(), null);
                  }
                }));
    get(store.schedules.change(name, (_, _) -> new ChangeDecision.Delete()));
  }

  /** Returns whether it deletes finished jobs. */
  boolean deletes() {
    return kind == WriteKind.PRUNE || kind == WriteKind.DELETE || action == OperationAction.DELETE;
  }

  /** Submits a job with the unique key of another, if that has one. */
  private static void replace(TestStore store, Job job, UUID node, JobState replacement) {
    if (job.unique() != null) {
      Jobs jobs = replacement == SCHEDULED ? Jobs.scheduled(Given.DUE) : Jobs.queued();
      Job other = jobs.unique(job.unique()).payload("[2]").priority(7).build();
      get(store.submissions.submit(new Submission(null, List.of(other), node)));
    }
  }

  /** Returns whether it changes the content of waiting jobs that are unique. */
  boolean replaces() {
    return replacement != null;
  }

  /** Returns whether it changes jobs without a move. */
  boolean changesPriority() {
    return action == OperationAction.REPRIORITIZE;
  }

  private static void prune(TestStore store) {
    Instant future = Instant.parse("2100-01-01T00:00:00Z");
    for (Position at = Position.START; at != null; ) {
      at = get(store.retention.prune(at, future, future, 10)).next();
    }
    get(store.retention.purgeTombstones(future, 10));
  }
}
