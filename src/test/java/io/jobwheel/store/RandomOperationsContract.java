package io.jobwheel.store;

import static io.jobwheel.job.JobState.RUNNING;
import static io.jobwheel.job.Jobs.NOW;
import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import io.jobwheel.store.operation.OperationProgress;
import io.jobwheel.store.operation.OperationSpec;
import io.jobwheel.store.operation.OperationState;
import io.jobwheel.store.operation.OperationStep;
import io.jobwheel.store.operation.Operations.StepResult;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.Page;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.sql.Micros;
import io.jobwheel.store.sql.StoreProbe;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on random jobs do what a model in memory does, and change no other column of
 * any row, on every database.
 */
abstract class RandomOperationsContract extends StoreContract {

  private static final int JOBS = 60;
  private static final int GROUPS = 10;
  private static final int OPERATIONS = 25;
  private static final Instant STEP_AT = NOW.plus(Duration.ofDays(1));

  private RandomJobs random = new RandomJobs(0);

  /** A row, as its columns by name. */
  private record Row(Map<String, String> columns) {

    @Nullable String get(String column) {
      return columns.get(column);
    }

    /** Returns this row with other values: pairs of columns and values. */
    Row with(@Nullable Object... values) {
      Map<String, String> changed = new TreeMap<>(columns);
      for (int i = 0; i < values.length; i += 2) {
        Object value = values[i + 1];
        changed.put(String.valueOf(values[i]), value == null ? null : value.toString());
      }
      return new Row(changed);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void operationsDoWhatTheirModelDoes(long seed) {
    random = new RandomJobs(seed);
    List<JobGroup> groups = new ArrayList<>(RandomJobs.some(GROUPS, random::group));
    groups.forEach(group -> RandomJobs.insert(store, group));
    long acted = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      // groups that an operation has deleted are not used again
      groups.removeIf(group -> store.queries.findGroup(group.id()).isEmpty());
      RandomJobs.some(JOBS, () -> random.job(groups))
          .forEach(job -> RandomJobs.insert(store, job, node));
      acted += operate("seed %d, operation %d".formatted(seed, i), groups);
    }
    assertThat(acted).as("jobs acted on").isGreaterThan(50L * OPERATIONS / 10);
  }

  private long operate(String name, List<JobGroup> groups) {
    OperationAction action = random.one(List.of(OperationAction.values()));
    Operation operation = operation(action, groups);
    JobFilter filter = operation.spec().jobsBefore(operation.createdAt());
    Map<UUID, Row> before = rows("job");
    Map<UUID, Row> groupsBefore = rows("job_group");
    Map<UUID, Row> attemptsBefore = attempts();
    List<Job> jobs = before.keySet().stream().map(this::read).toList();
    List<Job> set = jobs.stream().filter(job -> JobFilters.matches(filter, job)).toList();
    assertThat(store.queries.count(filter)).as(name).isEqualTo(set.size());
    JobFilter other = random.jobFilter(groups);
    assertThat(store.queries.count(other))
        .as("%s: %s", name, other)
        .isEqualTo(jobs.stream().filter(job -> JobFilters.matches(other, job)).count());

    Set<UUID> reported = new HashSet<>();
    Operation end = carryOut(operation, reported);

    Set<UUID> deletable =
        set.stream()
            .filter(job -> isDeletable(job, groupsBefore))
            .map(Job::id)
            .collect(Collectors.toSet());
    long inOpenGroup = action == OperationAction.DELETE ? set.size() - deletable.size() : 0;
    assertThat(end.progress())
        .as("%s: %s", name, operation)
        .isEqualTo(
            new OperationProgress(null, set.size() - inOpenGroup, 0, inOpenGroup, null, null));
    Set<UUID> ids = set.stream().map(Job::id).collect(Collectors.toSet());
    if (action == OperationAction.REDRIVE || action == OperationAction.CANCEL) {
      assertThat(reported).as(name).isEqualTo(ids);
    }

    Map<UUID, Row> expected = new HashMap<>(before);
    for (Job job : set) {
      Row was = before.get(job.id());
      switch (action) {
        case REDRIVE -> expected.put(job.id(), redriven(was, operation.spec().priority()));
        case CANCEL -> expected.put(job.id(), cancelled(was));
        case REPRIORITIZE ->
            expected.put(job.id(), was.with("priority", operation.spec().priority()));
        case DELETE -> {
          if (deletable.contains(job.id())) {
            expected.remove(job.id());
          }
        }
      }
    }
    assertThat(rows("job")).as(name).isEqualTo(expected);
    assertThat(rows("job_group"))
        .as("%s: groups", name)
        .isEqualTo(groups(groupsBefore, action, set, expected));
    assertThat(attempts().keySet())
        .as("%s: each attempt that ended a redriven job is recorded", name)
        .isEqualTo(attemptsAfter(attemptsBefore, action, before, expected, ids));
    return set.size() - inOpenGroup;
  }

  private Operation operation(OperationAction action, List<JobGroup> groups) {
    JobFilter any = random.jobFilter(groups);
    Set<JobState> states = new HashSet<>();
    List<JobState> possible = List.copyOf(action.possibleStates());
    for (int i = 0; i < 3; i++) {
      states.add(random.one(possible));
    }
    // most criteria of most operations are left out, so that enough jobs match
    boolean narrow = random.nextInt(3) == 0;
    JobFilter wide =
        new JobFilter(
            states,
            random.nextBoolean() ? any.types() : Set.of(),
            Set.of(),
            Set.of(),
            Set.of(),
            random.nextBoolean() ? any.errorCodes() : Set.of(),
            any.created(),
            action.isOfFinished() ? any.finished() : io.jobwheel.store.query.TimeRange.ALL);
    JobFilter filter =
        narrow
            ? new JobFilter(
                states,
                any.types(),
                any.modes(),
                any.groups(),
                any.submitters(),
                any.errorCodes(),
                any.created(),
                any.finished())
            : wide;
    boolean changesPriority =
        action == OperationAction.REPRIORITIZE
            || (action == OperationAction.REDRIVE && random.nextBoolean());
    Instant beginning = random.nextBoolean() ? random.time() : NOW.plus(Duration.ofHours(1));
    return Operation.begin(
        Jobs.newId(),
        new OperationSpec(action, filter, changesPriority ? random.nextInt(100) : null, null),
        null,
        beginning);
  }

  /** Carries out the operation in steps of random sizes, and returns it at its end. */
  private Operation carryOut(Operation operation, Set<UUID> reported) {
    get(store.operations.create(operation, null));
    JobQueries queries =
        new JdbcJobQueries(
            store.reader,
            new StoreProbe(store.reader::probe, Duration.ofSeconds(2)),
            random.nextBoolean() ? 50 + random.nextInt(50) : 10_000);
    Operation at = store.operations.find(operation.id()).orElseThrow();
    while (at.state() == OperationState.RUNNING) {
      Page<JobView> page =
          queries.list(
              new PageQuery<>(
                  at.spec().jobsBefore(at.createdAt()),
                  at.cursor().before(),
                  1 + random.nextInt(OperationStep.MAX_JOBS)),
              TextSelection.NONE,
              ReadMeter.NONE);
      List<UUID> jobs = page.items().stream().map(view -> view.job().id()).toList();
      StepResult result =
          get(store.operations.step(new OperationStep(at, jobs, page.next(), null, null, STEP_AT)));
      result.redriven().forEach(job -> assertThat(reported.add(job.id())).isTrue());
      result.cancelled().forEach(each -> assertThat(reported.add(each.job().id())).isTrue());
      at = Objects.requireNonNull(result.operation());
    }
    return at;
  }

  private Job read(UUID id) {
    return store.queries.find(id).orElseThrow();
  }

  private static boolean isDeletable(Job job, Map<UUID, Row> groups) {
    return job.groupId() == null || groups.get(job.groupId()).get("outcome") != null;
  }

  private static Row redriven(Row was, @Nullable Integer priority) {
    return was.with(
        "state",
        "QUEUED",
        "run_at",
        Micros.of(STEP_AT),
        "started_at",
        null,
        "finished_at",
        null,
        "cancel_requested_at",
        null,
        "result",
        null,
        "error_code",
        null,
        "error_message",
        null,
        "failures",
        0,
        "crashes",
        0,
        "prior_attempts",
        was.get("attempt"),
        "priority",
        priority == null ? was.get("priority") : priority);
  }

  private static Row cancelled(Row was) {
    if (RUNNING.name().equals(was.get("state"))) {
      return was.get("cancel_requested_at") == null
          ? was.with("cancel_requested_at", Micros.of(STEP_AT))
          : was;
    }
    return was.with(
        "state",
        "CANCELLED",
        "blocked_by",
        null,
        "finished_at",
        Micros.of(STEP_AT),
        "error_code",
        "cancelled",
        "error_message",
        "Cancelled while it waited for its next attempt.");
  }

  /** Returns the groups after an operation: some have ended, or gone with their last job. */
  private static Map<UUID, Row> groups(
      Map<UUID, Row> before, OperationAction action, List<Job> set, Map<UUID, Row> jobs) {
    Map<UUID, Row> expected = new HashMap<>(before);
    for (Job job : set) {
      UUID group = job.groupId();
      if (group == null) {
        continue;
      }
      List<Row> members =
          jobs.values().stream()
              .filter(row -> group.toString().equals(row.get("group_id")))
              .toList();
      Map<JobState, Long> states =
          members.stream()
              .collect(
                  Collectors.groupingBy(
                      row -> JobState.valueOf(row.get("state")), Collectors.counting()));
      Row was = before.get(group);
      if (action == OperationAction.DELETE && members.isEmpty()) {
        expected.remove(group);
      } else if (action == OperationAction.CANCEL
          && job.state() != RUNNING
          && was.get("outcome") == null
          && members.stream().noneMatch(row -> row.get("finished_at") == null)) {
        Row ended =
            was.with(
                "outcome", new StateCounts(states).verdict(), "finished_at", Micros.of(STEP_AT));
        expected.put(group, was.get("started_at") == null ? startedWith(ended, members) : ended);
      }
    }
    return expected;
  }

  private static Row startedWith(Row group, List<Row> jobs) {
    return group.with(
        "started_at",
        jobs.stream()
            .map(row -> row.get("started_at"))
            .filter(Objects::nonNull)
            .map(Long::valueOf)
            .min(Long::compare)
            .orElse(null));
  }

  private static Set<UUID> attemptsAfter(
      Map<UUID, Row> before,
      OperationAction action,
      Map<UUID, Row> jobs,
      Map<UUID, Row> jobsAfter,
      Set<UUID> set) {
    Set<UUID> expected = new HashSet<>(before.keySet());
    expected.retainAll(jobsAfter.keySet());
    if (action == OperationAction.REDRIVE) {
      set.stream().filter(id -> jobs.get(id).get("started_at") != null).forEach(expected::add);
    }
    return expected;
  }

  private Map<UUID, Row> rows(String table) {
    return rows(table, "id");
  }

  /** Returns the recorded attempts by their jobs, which have one attempt each. */
  private Map<UUID, Row> attempts() {
    return rows("job_attempt", "job_id");
  }

  private Map<UUID, Row> rows(String table, String key) {
    Map<UUID, Row> rows = new HashMap<>();
    store
        .reader
        .list("SELECT * FROM " + table, _ -> {}, RandomOperationsContract::row)
        .forEach(row -> rows.put(UUID.fromString(row.get(key)), row));
    return rows;
  }

  private static Row row(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, String> values = new TreeMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      values.put(columns.getColumnName(i), row.getString(i));
    }
    return new Row(values);
  }
}
