package io.jobwheel.store;

import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobError;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Webhook;
import io.jobwheel.job.WebhookEvent;
import io.jobwheel.store.commit.BatchWrite;
import io.jobwheel.store.commit.TestStore;
import io.jobwheel.store.commit.WriteKind;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes random jobs, groups and filters, whose values are few, and inserts them as they are. */
final class RandomJobs {

  static final Duration PERIOD = Duration.ofMinutes(2);
  private static final List<String> TYPES = List.of("a", "b", "it's");
  private static final List<String> SUBMITTERS = List.of("shop", "token:CN=x,O=y");
  private static final List<String> CODES = List.of("timeout", "crashed", "cancelled", "rare");

  private final Random random;

  RandomJobs(long seed) {
    random = new Random(seed);
  }

  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  boolean nextBoolean() {
    return random.nextBoolean();
  }

  static <T> List<T> some(int count, Supplier<T> maker) {
    return IntStream.range(0, count).mapToObj(_ -> maker.get()).toList();
  }

  <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  Instant time() {
    return NOW.plus(random.nextLong(PERIOD.toMillis() * 1000), ChronoUnit.MICROS);
  }

  /** Returns an id that was created a moment after that time. */
  private UUID idAt(Instant time) {
    long millis = time.toEpochMilli() + random.nextInt(9_000);
    return new UUID(
        (millis << 16) | 0x7000 | random.nextInt(0x1000),
        (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
  }

  JobGroup group() {
    Instant created = time();
    JobGroup group =
        JobGroup.accepted(
            idAt(created),
            one(List.of(ExecutionMode.values())),
            CompletionCondition.ALL_COMPLETED,
            created);
    if (random.nextInt(3) > 0) {
      group = group.started(created.plusMillis(10));
    }
    return random.nextBoolean()
        ? group
        : new JobGroup(
            group.id(),
            group.mode(),
            group.returnWhen(),
            created,
            group.startedAt(),
            one(List.of(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)),
            created.plusSeconds(1),
            webhook(WebhookEvent.GROUP_FINISHED));
  }

  private @Nullable Webhook webhook(WebhookEvent event) {
    return random.nextInt(3) == 0
        ? new Webhook("https://a.example/" + random.nextInt(9), Set.of(event))
        : null;
  }

  Job job(List<JobGroup> groups) {
    JobState state = one(List.of(JobState.values()));
    Instant created = time();
    boolean hasError =
        state == JobState.FAILED
            || state == JobState.CANCELLED
            || (state != JobState.SUCCEEDED && random.nextInt(4) == 0);
    Jobs job =
        Jobs.inState(state)
            .id(idAt(created))
            .acceptedAt(created)
            .priority(random.nextInt(5))
            .type(one(TYPES))
            .mode(one(List.of(ExecutionMode.values())))
            .in(random.nextInt(3) == 0 ? one(groups).id() : null)
            .startedAt(startOf(state, created))
            .finishedAt(state.isFinal() ? created.plusMillis(random.nextInt(60_000)) : null)
            .webhook(webhook(WebhookEvent.JOB_FAILED))
            .result(state == JobState.SUCCEEDED ? "\"" + "x".repeat(10) + "\"" : null)
            .error(hasError ? new JobError(one(CODES), "no") : null);
    return (random.nextBoolean() ? job : job.submitter(one(SUBMITTERS))).build();
  }

  private @Nullable Instant startOf(JobState state, Instant created) {
    return switch (state) {
      case RUNNING -> created;
      case SCHEDULED, BLOCKED, QUEUED -> null;
      case SUCCEEDED, FAILED, CANCELLED -> random.nextInt(4) > 0 ? created : null;
    };
  }

  <T> Set<T> subset(List<T> values) {
    Set<T> subset = new HashSet<>();
    if (random.nextInt(3) == 0) {
      int size = 1 + random.nextInt(3);
      for (int i = 0; i < size; i++) {
        subset.add(one(values));
      }
    }
    return subset;
  }

  TimeRange range() {
    if (random.nextInt(3) > 0) {
      return TimeRange.ALL;
    }
    Instant from = random.nextInt(3) == 0 ? null : time();
    Instant to = random.nextInt(3) == 0 ? null : (from == null ? time() : from.plusSeconds(40));
    return new TimeRange(from, to);
  }

  JobFilter jobFilter(List<JobGroup> groups) {
    return new JobFilter(
        subset(List.of(JobState.values())),
        subset(TYPES),
        subset(List.of(ExecutionMode.values())),
        random.nextInt(3) > 0 ? Set.of() : subset(groups.stream().map(JobGroup::id).toList()),
        subset(SUBMITTERS),
        random.nextInt(3) > 0 ? Set.of() : subset(CODES),
        range(),
        range());
  }

  static void insert(TestStore store, JobGroup group) {
    BatchWrite<JobGroup, Integer> write =
        BatchWrite.each(
            WriteKind.SUBMIT,
            (session, it) ->
                session
                    .statement(
                        """
                        INSERT INTO job_group (id, mode, return_when, created_at, started_at,
                          outcome, finished_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)
                    .id(it.id())
                    .text(it.mode().wireName())
                    .text(it.returnWhen().name())
                    .instant(it.createdAt())
                    .instant(it.startedAt())
                    .text(it.outcome() == null ? null : it.outcome().name())
                    .instant(it.finishedAt())
                    .update());
    assertThat(get(store.writers.write(write, group))).isOne();
  }

  /** Inserts a job. One that runs is of that node. */
  static void insert(TestStore store, Job job, UUID node) {
    BatchWrite<Job, Integer> write =
        BatchWrite.each(
            WriteKind.SUBMIT,
            (session, it) ->
                session
                    .statement(
                        """
                        INSERT INTO job (id, group_id, submitter, type, mode, state, priority,
                          attempt, fence, owner, payload, result, error_code, error_message,
                          created_at, run_at, started_at, finished_at, blocked_by)
                        VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1, ?, '{}', ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                    .id(it.id())
                    .id(it.groupId())
                    .text(it.submitter())
                    .text(it.type())
                    .text(it.mode().wireName())
                    .text(it.state().name())
                    .number(it.priority())
                    .id(it.state() == JobState.RUNNING ? node : null)
                    .text(it.result())
                    .text(it.error() == null ? null : it.error().code())
                    .text(it.error() == null ? null : it.error().message())
                    .instant(it.createdAt())
                    .instant(it.runAt())
                    .instant(it.startedAt())
                    .instant(it.finishedAt())
                    .text(it.blockedBy() == null ? null : it.blockedBy().limit())
                    .update());
    assertThat(get(store.writers.write(write, job))).isOne();
  }
}
