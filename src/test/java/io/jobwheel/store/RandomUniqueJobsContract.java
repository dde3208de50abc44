package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.FailureReason;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Uniqueness;
import io.jobwheel.job.Uniqueness.OnConflict;
import io.jobwheel.job.Uniqueness.Until;
import io.jobwheel.store.Duplicate.DuplicateOutcome;
import io.jobwheel.store.JobRedrives.Redrive;
import io.jobwheel.store.JobRedrives.RedriveChanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random submissions, starts, ends, cancellations, redrives and deletions of unique jobs, beside a
 * model in which keys are taken and given back explicitly.
 */
abstract class RandomUniqueJobsContract extends StoreContract {

  private static final int STEPS = 250;
  private static final Duration KEEP = Duration.ofSeconds(10);
  private static final JobError NO = new JobError("handler-failed", "no");

  /** A key of the model. */
  private static final class Key {
    private final UUID id = UUID.randomUUID();
    private @Nullable UUID holder;
    private @Nullable Instant keptUntil;

    private Optional<UUID> holder(Instant now) {
      return keptUntil != null && !now.isBefore(keptUntil)
          ? Optional.empty()
          : Optional.ofNullable(holder);
    }

    private void take(UUID job) {
      holder = job;
      keptUntil = null;
    }

    private void giveBack(UUID job, @Nullable Instant until) {
      if (job.equals(holder)) {
        keptUntil = until;
        holder = until == null ? null : job;
      }
    }
  }

  private final List<Key> keys = IntStream.range(0, 3).mapToObj(_ -> new Key()).toList();
  private final Map<UUID, Job> jobs = new HashMap<>();
  private Instant now = NOW;
  private int stored;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void keysAreHeldAsInTheModel(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      now = now.plusSeconds(random.nextInt(4));
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> submit(random);
        case 4, 5 -> start();
        case 6, 7 -> end(random);
        case 8 -> redrive(random);
        default -> cancelOrDelete(random);
      }
    }
    assertThat(stored).isGreaterThan(20);
  }

  private Key keyOf(Job job) {
    UUID id = Optional.ofNullable(job.unique()).orElseThrow().keyId();
    return keys.stream().filter(key -> key.id.equals(id)).findFirst().orElseThrow();
  }

  private Optional<Job> any(Random random, JobState... states) {
    List<Job> found = new ArrayList<>();
    for (Job job : jobs.values()) {
      if (List.of(states).contains(store.read(job).state())) {
        found.add(store.read(job));
      }
    }
    found.sort((a, b) -> a.id().compareTo(b.id()));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.get(random.nextInt(found.size())));
  }

  private void submit(Random random) {
    Key key = keys.get(random.nextInt(keys.size()));
    Until until = Until.values()[random.nextInt(2)];
    Uniqueness unique =
        new Uniqueness(
            key.id,
            null,
            until,
            until == Until.END && random.nextBoolean() ? KEEP : Duration.ZERO,
            OnConflict.values()[random.nextInt(3)]);
    Jobs draft =
        switch (random.nextInt(3)) {
          case 0 -> Jobs.scheduled(now.plusSeconds(5));
          case 1 -> Jobs.running().acceptedAt(now);
          default -> Jobs.queued().acceptedAt(now);
        };
    Job job = draft.createdAt(now).unique(unique).payload("[" + random.nextInt() + "]").build();
    store.lease(node);
    SubmissionResult result =
        get(store.submissions.submit(new Submission(null, List.of(job), node)));
    Optional<UUID> holder = key.holder(now);
    if (holder.isEmpty()) {
      assertThat(result).isEqualTo(SubmissionResult.STORED);
      jobs.put(job.id(), job);
      stored++;
      key.take(job.id());
      if (until == Until.START && job.state() == JobState.RUNNING) {
        key.giveBack(job.id(), null);
      }
      return;
    }
    Duplicate duplicate = result.duplicates().get(job.id());
    assertThat(duplicate).isNotNull();
    Job named = store.queries.find(holder.get()).orElseThrow();
    assertThat(duplicate.holder()).isEqualTo(named.brief());
    DuplicateOutcome expected =
        switch (unique.onConflict()) {
          case RETURN -> DuplicateOutcome.RETURNED;
          case REJECT -> DuplicateOutcome.REJECTED;
          case REPLACE ->
              named.state().isWaiting() ? DuplicateOutcome.REPLACED : DuplicateOutcome.RETURNED;
        };
    assertThat(duplicate.decision()).isEqualTo(expected);
    assertThat(named.payload().equals(job.payload()))
        .isEqualTo(expected == DuplicateOutcome.REPLACED);
    assertThat(store.queries.find(job.id())).isEmpty();
  }

  private void start() {
    get(store.claims.promoteDue(now));
    for (Job job : store.claim(node, 1, now)) {
      if (Optional.ofNullable(job.unique()).orElseThrow().until() == Until.START) {
        keyOf(job).giveBack(job.id(), null);
      }
    }
  }

  private void end(Random random) {
    any(random, JobState.RUNNING)
        .ifPresent(job -> {
          Outcome outcome =
              switch (random.nextInt(4)) {
                case 0 -> new Outcome.Succeeded(null);
                case 1 -> new Outcome.Failed(NO);
                case 2 -> new Outcome.Released();
                default -> new Outcome.Retried(NO, now.plusSeconds(3), FailureReason.FAILURE);
              };
          store.end(job, node, outcome, now);
          ended(job);
        });
  }

  /** Gives back the key of a job if it has ended. */
  private void ended(Job job) {
    if (store.read(job).state().isFinal()) {
      Duration keep = Optional.ofNullable(job.unique()).orElseThrow().keep();
      keyOf(job).giveBack(job.id(), keep.isZero() ? null : now.plus(keep));
    }
  }

  private void redrive(Random random) {
    any(random, JobState.FAILED, JobState.CANCELLED)
        .ifPresent(job -> {
          Redrive redrive =
              get(store.redrives.redrive(job.id(), RedriveChanges.NONE, now)).orElseThrow();
          UUID other = keyOf(job).holder(now).filter(id -> !id.equals(job.id())).orElse(null);
          assertThat(redrive.redriven()).isEqualTo(other == null);
          assertThat(redrive.holder()).isEqualTo(other);
          if (other == null) {
            keyOf(job).take(job.id());
          }
        });
  }

  private void cancelOrDelete(Random random) {
    if (random.nextBoolean()) {
      any(random, JobState.SCHEDULED, JobState.QUEUED, JobState.RUNNING)
          .ifPresent(job -> {
            get(store.cancels.cancel(job.id(), now));
            ended(job);
          });
    } else {
      any(random, JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)
          .ifPresent(job -> {
            get(store.deletions.delete(job.id(), now));
            jobs.remove(job.id());
            keyOf(job).giveBack(job.id(), null);
          });
    }
  }
}
