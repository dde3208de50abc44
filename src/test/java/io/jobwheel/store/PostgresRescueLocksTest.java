package io.jobwheel.store;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.job.AttemptOutcome;
import io.jobwheel.job.AttemptRecord;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.store.NodeLeases.Rescue;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.database.postgres.PostgresStores;
import io.jobwheel.store.query.ReadMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Releases and rescues while other transactions hold locks on their rows. */
@Timeout(60)
class PostgresRescueLocksTest {

  private static final Instant AT = Jobs.NOW.plusSeconds(2);

  private static String url;
  private static TestStore store;
  private static MoveAudit audit;

  @BeforeAll
  static void open() {
    url = PostgresServers.newDatabase();
    store = PostgresStores.open(url);
    audit = MoveAudit.of(url);
  }

  @AfterAll
  static void close() {
    store.close();
    audit.requireLegalMoves();
  }

  @Test
  void aNodeThatStopsWaitsForWhatIsLockedForAMoment() {
    boolean cameBack = false;
    for (int tries = 0;
        !cameBack && tries < 10;
        tries++) { // a moment may be long on a busy machine
      UUID node = Jobs.newId();
      get(store.leases.register(node, "stopping", Duration.ofHours(1)));
      JobGroup group = Jobs.group(CompletionCondition.ALL_COMPLETED);
      Job member = Jobs.running().in(group).build();
      get(store.submissions.submit(new Submission(group, List.of(member), node)));
      CompletableFuture<Rescue> release;
      try (ForeignLock _ = ForeignLock.row(url, "job_group", group.id())) {
        release = store.leases.release(node, AT);
        CompletableFuture<Rescue> begun = release;
        await()
            .pollInterval(Duration.ofMillis(2))
            .until(() -> begun.isDone() || !waitingForLocks().isEmpty());
      }
      cameBack = get(release).requeued().stream().anyMatch(job -> job.id().equals(member.id()));
    }
    assertThat(cameBack).isTrue();
  }

  @Test
  void aNodeWhoseRowIsLockedReleasesItsJobs() {
    UUID node = Jobs.newId();
    get(store.leases.register(node, "stopping", Duration.ofHours(1)));
    Job job = store.submitRunning(Jobs.running(), node);
    try (ForeignLock _ = ForeignLock.row(url, "node", node)) {
      assertThat(get(store.leases.release(node, AT)).requeued())
          .extracting(Job::id)
          .containsExactly(job.id());
    }
  }

  @Test
  void aLockedSiblingOfAJobThatCrashedTooOftenKeepsNoOtherJobFromComingBack() {
    UUID self = Jobs.newId();
    UUID lost = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    JobGroup group = Jobs.group(CompletionCondition.FAIL_FAST);
    Job crashing = Jobs.running().in(group).build();
    Job sibling = Jobs.queued().in(group).build();
    get(store.submissions.submit(new Submission(group, List.of(crashing, sibling), lost)));
    Job free = store.submitRunning(Jobs.running(), lost);
    PostgresServers.execute(
        url, "UPDATE jobwheel.job SET crashes = 2 WHERE id = '%s'".formatted(crashing.id()));
    try (ForeignLock _ = ForeignLock.row(url, "job", sibling.id())) {
      Rescue rescue = get(store.leases.rescueExpired(self, 3, AT));
      assertThat(rescue.requeued()).extracting(Job::id).contains(free.id());
      assertThat(rescue.failed()).isEmpty();
      assertThat(attempts(free)).containsExactly(AttemptOutcome.CRASHED);
      assertThat(attempts(crashing)).containsExactly(AttemptOutcome.RUNNING);
      assertThat(store.read(crashing).state()).isEqualTo(JobState.RUNNING);
      assertThat(store.read(crashing).crashes()).isEqualTo(2);
    }
    Rescue rescue = get(store.leases.rescueExpired(self, 3, AT));
    assertThat(rescue.failed()).extracting(Job::id).containsExactly(crashing.id());
    assertThat(store.read(sibling).state()).isEqualTo(JobState.CANCELLED);
    assertThat(store.read(group).outcome()).isEqualTo(JobState.FAILED);
  }

  private static List<AttemptOutcome> attempts(Job job) {
    return store.attempts.ofJob(job.id(), ReadMeter.NONE).orElseThrow().stream()
        .map(AttemptRecord::outcome)
        .toList();
  }

  @Test
  void aLockedJobIsNeitherRescuedNorRecorded() {
    UUID self = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    Job job = store.submitRunning(Jobs.running(), Jobs.newId());
    try (ForeignLock _ = ForeignLock.row(url, "job", job.id())) {
      get(store.leases.rescueExpired(self, 3, AT));
      assertThat(attempts(job)).containsExactly(AttemptOutcome.RUNNING);
    }
    get(store.leases.rescueExpired(self, 3, AT));
    assertThat(attempts(job)).containsExactly(AttemptOutcome.CRASHED);
  }

  @Test
  void aRescueThatCannotRecordAttemptsLeavesTheirJobsToTheNext() {
    UUID self = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    List<Job> jobs =
        List.of(
            store.submitRunning(Jobs.running(), Jobs.newId()),
            store.submitRunning(Jobs.running(), Jobs.newId()));
    try (ForeignLock _ =
        ForeignLock.take(url, "LOCK TABLE jobwheel.job_attempt IN EXCLUSIVE MODE")) {
      assertThat(get(store.leases.rescueExpired(self, 3, AT))).isEqualTo(Rescue.NONE);
    }
    for (int i = 0; i < 2; i++) {
      get(store.leases.rescueExpired(self, 3, AT));
      assertThat(jobs)
          .allSatisfy(job -> assertThat(attempts(job)).containsExactly(AttemptOutcome.CRASHED));
    }
  }

  /** The other job begins to run on a lost node between the two statements of the rescue. */
  @Test
  void aJobThatIsLostDuringTheRescueIsLeftToTheNext() {
    UUID self = Jobs.newId();
    UUID lost = Jobs.newId();
    get(store.leases.register(self, "self", Duration.ofHours(1)));
    Job first = store.submitRunning(Jobs.running(), lost);
    Job later = store.submit(Jobs.queued());
    PostgresServers.execute(
        url,
        """
        CREATE FUNCTION jobwheel.begin_later() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE jobwheel.job SET state = 'RUNNING', owner = '%s', attempt = 1, fence = 1,
            started_at = created_at
          WHERE id = '%s';
          RETURN NEW;
        END $$;
        CREATE TRIGGER begin_later BEFORE INSERT ON jobwheel.job_attempt
        FOR EACH ROW EXECUTE FUNCTION jobwheel.begin_later();
        """
            .formatted(lost, later.id()));
    try {
      assertThat(get(store.leases.rescueExpired(self, 3, AT)).requeued())
          .extracting(Job::id)
          .containsExactly(first.id());
    } finally {
      PostgresServers.execute(url, "DROP TRIGGER begin_later ON jobwheel.job_attempt");
    }
    assertThat(attempts(later)).containsExactly(AttemptOutcome.RUNNING);
    assertThat(get(store.leases.rescueExpired(self, 3, AT)).requeued())
        .extracting(Job::id)
        .containsExactly(later.id());
    assertThat(attempts(later)).containsExactly(AttemptOutcome.CRASHED);
  }

  private static List<String> waitingForLocks() {
    return PostgresServers.query(
        url,
        """
        SELECT pid FROM pg_stat_activity
        WHERE application_name LIKE 'jobwheel%' AND datname = current_database()
          AND wait_event_type = 'Lock'
        """);
  }
}
