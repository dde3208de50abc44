package io.jobwheel.store.commit;

import static io.jobwheel.job.JobState.CANCELLED;
import static io.jobwheel.job.JobState.FAILED;
import static io.jobwheel.job.JobState.QUEUED;
import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.JobState.SCHEDULED;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.store.MoveAudit;
import io.jobwheel.store.MoveAudit.Move;
import io.jobwheel.store.Submission;
import io.jobwheel.store.TestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every write of a store, from every state of a job, is held to {@link JobState#canBecome}. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MovesContract {

  private enum Situation {
    SCHEDULED,
    WAITING_FOR_RETRY,
    HELD,
    CANCELLED_WHILE_HELD,
    QUEUED,
    RELEASED,
    RUNNING,
    CANCELLATION_REQUESTED,
    OFTEN_CRASHED,
    SUCCEEDED,
    FAILED,
    POISONED,
    CANCELLED,
    CANCELLED_BEFORE_ITS_START
  }

  private static final Set<String> CODES =
      Stream.concat(
              Stream.of(StoreVerb.Given.NO.code()),
              Arrays.stream(ErrorCode.values()).map(ErrorCode::code))
          .collect(Collectors.toSet());

  private final UUID node = Jobs.newId();
  private TestStore store;
  private MoveAudit audit;

  /** The URL of a database of its own. */
  public abstract String url();

  /** Opens the store in that database. */
  public abstract TestStore open(String url);

  @BeforeAll
  void openStore() {
    String url = url();
    store = open(url);
    audit = MoveAudit.of(url);
  }

  @AfterAll
  void closeStore() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(StoreVerb.class)
  void aVerbMakesItsLegalMovesAndChangesNothingElse(StoreVerb verb) {
    List.of(
            "operation",
            "job_attempt",
            "job_event",
            "job_progress",
            "tombstone",
            "unique_key",
            "job",
            "job_group",
            "job_limit",
            "limit_usage",
            "node")
        .forEach(table -> store.execute("DELETE FROM " + table));
    store.execute("DELETE FROM audit");
    TestLimits.define(store, StoreVerb.Given.NONE.name(), 0, null);
    List<Job> jobs = jobsInEverySituation();
    audit.requireLegalMoves();
    store.execute("DELETE FROM audit");
    Map<UUID, Map<String, String>> before = audit.rows();
    assertThat(before).hasSize(jobs.size());

    verb.run(store, jobs, node);

    Map<UUID, Map<String, String>> after = audit.rows();
    Map<UUID, List<Move>> moves = audit.moves();
    audit.requireLegalMoves();
    before.forEach(
        (job, row) -> check(verb, row, after.get(job), moves.getOrDefault(job, List.of())));
    assertThat(moves.values().stream().flatMap(List::stream).collect(Collectors.toSet()))
        .isEqualTo(verb.moves());
  }

  private static void check(
      StoreVerb verb, Map<String, String> was, @Nullable Map<String, String> is, List<Move> moves) {
    JobState state = MoveAudit.state(was, "state");
    if (is == null) {
      assertThat(verb.deletes()).as("%s deletes %s", verb, was).isTrue();
      assertThat(state.isFinal()).as("%s", was).isTrue();
      assertThat(moves).isEmpty();
      return;
    }
    for (Move move : moves) {
      assertThat(move.was()).as("%s after %s", moves, state).isEqualTo(state);
      state = move.became();
    }
    assertThat(MoveAudit.state(is, "state")).as("after %s", moves).isEqualTo(state);
    if (state == FAILED || state == CANCELLED) {
      assertThat(CODES).contains(is.get("error_code"));
    }
    if (moves.isEmpty()) {
      Map<String, String> may = new HashMap<>(was);
      if (state == RUNNING) {
        may.put("cancel_requested_at", is.get("cancel_requested_at"));
      }
      if (verb.changesPriority() && state.isWaiting()) {
        may.put("priority", String.valueOf(BulkOperations.PRIORITY));
      }
      if (verb.replaces() && state.isWaiting() && was.get("uniqueness") != null) {
        may.put("priority", "7");
        may.put("payload", "[2]");
        may.put("run_at", is.get("run_at"));
      }
      assertThat(is).isEqualTo(may);
    }
  }

  /**
   * Returns jobs alone, in a group, and in a fail-fast group, with a queued and a running sibling.
   */
  private List<Job> jobsInEverySituation() {
    List<Job> jobs = new ArrayList<>();
    for (Situation situation : Situation.values()) {
      jobs.addAll(jobs(situation, null));
      jobs.addAll(jobs(situation, Jobs.group(CompletionCondition.ALL_COMPLETED)));
      jobs.addAll(jobs(situation, Jobs.group(CompletionCondition.FAIL_FAST)));
    }
    return jobs;
  }

  private List<Job> jobs(Situation situation, @Nullable JobGroup group) {
    Jobs first =
        switch (situation) {
          case SCHEDULED -> Jobs.scheduled(StoreVerb.Given.DUE);
          case QUEUED, CANCELLED_BEFORE_ITS_START -> Jobs.queued();
          case HELD, CANCELLED_WHILE_HELD -> Jobs.queued().limits(StoreVerb.Given.NONE);
          default -> Jobs.running();
        };
    Job job =
        (group == null ? first.unique(unique()) : first.in(group))
            .from(StoreVerb.Given.FIRE)
            .deadline(StoreVerb.Given.DUE)
            .build();
    List<Job> jobs =
        group == null
            ? List.of(job)
            : List.of(
                job,
                Jobs.queued().in(group).from(StoreVerb.Given.FIRE).build(),
                Jobs.running().in(group).from(StoreVerb.Given.FIRE).build());
    get(store.submissions.submit(new Submission(group, jobs, node)));
    switch (situation) {
      case SCHEDULED, HELD, QUEUED, RUNNING -> {
        // as it was submitted
      }
      case WAITING_FOR_RETRY -> end(job, StoreVerb.RETRY);
      case RELEASED -> end(job, StoreVerb.RELEASE);
      case CANCELLATION_REQUESTED, CANCELLED_WHILE_HELD, CANCELLED_BEFORE_ITS_START ->
          get(store.cancels.cancel(job.id(), StoreVerb.Given.DUE));
      case OFTEN_CRASHED ->
          store.execute(
              "UPDATE job SET crashes = %d WHERE id = '%s'"
                  .formatted(StoreVerb.MAX_CRASHES - 1, job.id()));
      case SUCCEEDED -> end(job, StoreVerb.SUCCEED);
      case FAILED -> end(job, StoreVerb.FAIL);
      case POISONED -> end(job, StoreVerb.CRASH);
      case CANCELLED -> end(job, StoreVerb.ACKNOWLEDGE_CANCELLATION);
    }
    return jobs;
  }

  private static Uniqueness unique() {
    return new Uniqueness(
        Jobs.newId(), null, Uniqueness.Until.END, Duration.ZERO, Uniqueness.OnConflict.REPLACE);
  }

  private void end(Job job, StoreVerb verb) {
    assertThat(store.end(job, node, Objects.requireNonNull(verb.outcome())).accepted()).isTrue();
  }

  @Test
  void thereIsAVerbForEveryKindOfWriteAndEveryOutcome() {
    List<StoreVerb> verbs = List.of(StoreVerb.values());
    assertThat(verbs).extracting(StoreVerb::kind).contains(WriteKind.values());
    assertThat(verbs.stream().map(StoreVerb::outcome).filter(Objects::nonNull))
        .extracting(Object::getClass)
        .contains(Outcome.class.getPermittedSubclasses());
  }

  @Test
  void theTableHasNoMoveThatNoVerbMakes() {
    Set<Move> made =
        Arrays.stream(StoreVerb.values())
            .flatMap(verb -> verb.moves().stream())
            .collect(Collectors.toSet());
    Set<Move> legal = new HashSet<>();
    for (JobState was : JobState.values()) {
      for (JobState became : JobState.values()) {
        if (was.canBecome(became)) {
          legal.add(new Move(was, became));
        }
      }
    }
    assertThat(made).isEqualTo(legal);
  }
}
