package io.jobwheel.store.commit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Jobs;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.Backlog;
import io.jobwheel.store.DeliveryPlanner;
import io.jobwheel.store.IdempotencyKeys;
import io.jobwheel.store.JobCancellations;
import io.jobwheel.store.JobClaims;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobClaims.Claimed;
import io.jobwheel.store.JobDeadlines;
import io.jobwheel.store.JobDeletions;
import io.jobwheel.store.JobOutcomes;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.JobRedrives;
import io.jobwheel.store.JobRetention;
import io.jobwheel.store.JobSubmissions;
import io.jobwheel.store.NodeLeases;
import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.Submission;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.database.Database;
import io.jobwheel.store.fairness.FairQueues;
import io.jobwheel.store.jdbc.JdbcBacklog;
import io.jobwheel.store.jdbc.JdbcIdempotencyKeys;
import io.jobwheel.store.jdbc.JdbcJobCancellations;
import io.jobwheel.store.jdbc.JdbcJobClaims;
import io.jobwheel.store.jdbc.JdbcJobDeadlines;
import io.jobwheel.store.jdbc.JdbcJobDeletions;
import io.jobwheel.store.jdbc.JdbcJobOutcomes;
import io.jobwheel.store.jdbc.JdbcJobOutputs;
import io.jobwheel.store.jdbc.JdbcJobRedrives;
import io.jobwheel.store.jdbc.JdbcJobRetention;
import io.jobwheel.store.jdbc.JdbcJobSubmissions;
import io.jobwheel.store.jdbc.JdbcNodeLeases;
import io.jobwheel.store.jdbc.JdbcOpenGroups;
import io.jobwheel.store.jdbc.JdbcPauses;
import io.jobwheel.store.jdbc.JdbcProgressReports;
import io.jobwheel.store.jdbc.JdbcSupersededJobs;
import io.jobwheel.store.jdbc.JobEndings;
import io.jobwheel.store.jdbc.comparison.JdbcComparisons;
import io.jobwheel.store.jdbc.fairness.JdbcFairQueues;
import io.jobwheel.store.jdbc.limit.JdbcHeldJobs;
import io.jobwheel.store.jdbc.limit.JdbcLimitPauses;
import io.jobwheel.store.jdbc.limit.JdbcLimits;
import io.jobwheel.store.jdbc.limit.Permits;
import io.jobwheel.store.jdbc.operation.JdbcOperations;
import io.jobwheel.store.jdbc.query.JdbcAttemptQueries;
import io.jobwheel.store.jdbc.query.JdbcJobQueries;
import io.jobwheel.store.jdbc.schedule.JdbcSchedules;
import io.jobwheel.store.limit.HeldJobs;
import io.jobwheel.store.limit.LimitListener;
import io.jobwheel.store.limit.LimitPauses;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.SupersededJobs;
import io.jobwheel.store.operation.Operations;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.query.AttemptQueries;
import io.jobwheel.store.query.JobFilter;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobText;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.PageQuery;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.store.sql.StoreProbe;
import io.jobwheel.store.sql.StoreReader;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** An open store with all its interfaces, and shorthands for tests. */
public final class TestStore implements AutoCloseable {

  private static final TextSelection ALL =
      new TextSelection(Set.of(JobText.values()), Long.MAX_VALUE);

  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final Database database;
  public final StoreReader reader;
  public final WriterPool writers;
  public final JobSubmissions submissions;
  public final JobClaims claims;
  public final JobOutcomes outcomes;
  public final JobCancellations cancels;
  public final JobDeadlines deadlines;
  public final JobOutputs outputs;
  public final ProgressReports progress;
  public final JobQueries queries;
  public final NodeLeases leases;
  public final JobRetention retention;
  public final IdempotencyKeys keys;
  public final Pauses pauses;
  public final FairQueues fairQueues;
  public final Backlog backlog;
  public final OpenGroups openGroups;
  public final AttemptQueries attempts;
  public final JobRedrives redrives;
  public final JobDeletions deletions;
  public final Operations operations;
  public final Schedules schedules;
  public final Limits limits;
  public final Comparisons comparisons;
  public final HeldJobs heldJobs;
  public final LimitPauses limitPauses;
  public final SupersededJobs supersededJobs;
  private final Runnable closeReaders;

  /** Plans the deliveries of the next transactions. */
  public volatile DeliveryPlanner planner = DeliveryPlanner.NONE;

  /** Follows up on releases. */
  public volatile LimitListener limitListener = LimitListener.NONE;

  private final Set<UUID> leased = ConcurrentHashMap.newKeySet();

  public TestStore(Database database, StoreReader reader, Ticker ticker, Runnable closeReaders) {
    this.database = database;
    this.reader = reader;
    this.closeReaders = closeReaders;
    StoreMetrics metrics = new StoreMetrics(meters, Ticker.system());
    OutageLog outages = new OutageLog(InstantSource.system());
    GroupCommit.WriteLimits limits =
        new GroupCommit.WriteLimits(1000, 50_000, Duration.ofSeconds(10));
    writers =
        database.writers(
            (name, sessions) -> new GroupCommit(name, sessions, limits, metrics, outages, ticker),
            metrics);
    Permits permits = new Permits(() -> limitListener);
    heldJobs = new JdbcHeldJobs(writers, reader, permits);
    limitPauses = new JdbcLimitPauses(writers, permits);
    JobEndings endings = new JobEndings(() -> planner, permits);
    supersededJobs = new JdbcSupersededJobs(writers, endings);
    submissions = new JdbcJobSubmissions(writers, permits);
    claims = new JdbcJobClaims(writers, reader, permits);
    outcomes = new JdbcJobOutcomes(writers, metrics, endings);
    cancels = new JdbcJobCancellations(writers, endings);
    deadlines = new JdbcJobDeadlines(writers, reader, endings);
    outputs = new JdbcJobOutputs(writers, reader);
    progress = new JdbcProgressReports(writers, reader);
    queries = new JdbcJobQueries(reader, new StoreProbe(reader::probe, Duration.ofSeconds(2)));
    retention = new JdbcJobRetention(writers, reader);
    keys = new JdbcIdempotencyKeys(writers, reader);
    pauses = new JdbcPauses(writers, reader);
    fairQueues = new JdbcFairQueues(writers, reader);
    backlog = new JdbcBacklog(writers, reader);
    openGroups = new JdbcOpenGroups(writers, reader, endings);
    leases = new JdbcNodeLeases(writers, metrics, endings);
    attempts = new JdbcAttemptQueries(reader);
    redrives = new JdbcJobRedrives(writers, permits);
    deletions = new JdbcJobDeletions(writers);
    operations = new JdbcOperations(writers, reader, endings);
    schedules = new JdbcSchedules(writers, reader, endings);
    this.limits = new JdbcLimits(writers, reader, permits);
    comparisons = new JdbcComparisons(writers, reader);
  }

  /** Waits for a result, at most ten seconds; throws the failure. */
  public static <T> T get(CompletableFuture<T> answer) {
    try {
      return answer.get(10, SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within ten seconds", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public Job submit(Jobs jobs) {
    Job job = jobs.build();
    get(submissions.submit(new Submission(null, List.of(job), Jobs.newId())));
    return job;
  }

  public Job submitRunning(Jobs jobs, UUID owner) {
    Job job = jobs.build();
    get(submissions.submit(new Submission(null, List.of(job), owner)));
    return job;
  }

  public List<Job> submit(JobGroup group, int jobs) {
    List<Job> members =
        IntStream.range(0, jobs).mapToObj(_ -> Jobs.queued().in(group).build()).toList();
    get(submissions.submit(new Submission(group, members, Jobs.newId())));
    return members;
  }

  public List<Job> claim(UUID owner, int limit) {
    return claim(owner, limit, Jobs.NOW.plusSeconds(1));
  }

  /** Claims for a node, after registering a lease if it has none. */
  public List<Job> claim(UUID owner, int limit, Instant now) {
    lease(owner);
    return jobs(
        claims.claim(
            new ClaimRequest(
                owner,
                ExecutionMode.THREAD_POOL,
                Set.of("countdown"),
                false,
                limit,
                Long.MAX_VALUE,
                now)));
  }

  /** Registers a node that claims, unless it is registered. */
  public void lease(UUID node) {
    if (leased.add(node)) {
      get(leases.register(node, "test", Duration.ofHours(1)));
    }
  }

  public static List<Job> jobs(CompletableFuture<List<Claimed>> claimed) {
    return get(claimed).stream().map(Claimed::job).toList();
  }

  public Recorded end(Job claimed, UUID owner, Outcome outcome) {
    return end(claimed, owner, outcome, Jobs.NOW.plusSeconds(2));
  }

  public Recorded end(Job claimed, UUID owner, Outcome outcome, Instant at) {
    return get(outcomes.record(ended(claimed, owner, outcome, at)));
  }

  /** Returns an attempt of a job that may have none, whose outcome is then refused. */
  public static EndedAttempt ended(Job claimed, UUID owner, Outcome outcome, Instant at) {
    Job started = claimed.startedAt() == null ? Jobs.like(claimed).startedAt(at).build() : claimed;
    return new EndedAttempt(started, owner, outcome, at);
  }

  public List<Job> list(PageQuery<JobFilter> query) {
    return whole(queries.list(query, ALL, ReadMeter.NONE).items());
  }

  public List<Job> jobsOf(UUID groupId) {
    return whole(queries.jobsOfGroup(groupId, ALL, ReadMeter.NONE));
  }

  private static List<Job> whole(List<JobView> views) {
    assertThat(views).allMatch(view -> view.texts().size() == JobText.values().length);
    return views.stream().map(JobView::job).toList();
  }

  /** Returns the output of an attempt. */
  public List<Print> printsOf(UUID jobId, int attempt) {
    List<Print> prints = new ArrayList<>();
    outputs.ofAttempt(jobId, attempt, ReadMeter.NONE, prints::addAll);
    return prints;
  }

  public List<Print> printsOf(UUID groupId) {
    List<Print> prints = new ArrayList<>();
    outputs.ofGroup(groupId, ReadMeter.NONE, prints::addAll);
    return prints;
  }

  public Job read(Job job) {
    return queries.find(job.id()).orElseThrow();
  }

  public JobGroup read(JobGroup group) {
    return queries.findGroup(group.id()).orElseThrow();
  }

  /**
   * Executes a statement on the connection of a writer; on other connections an SQLite file is
   * locked.
   */
  public void execute(String sql) {
    BatchWrite<String, Integer> write =
        BatchWrite.each(WriteKind.PRUNE, (session, each) -> session.statement(each).update());
    var _ = get(writers.write(write, sql));
  }

  /** Returns the number of rows of a table. */
  public long count(String table) {
    return number("SELECT count(*) FROM " + table);
  }

  /** Returns the number in the only row of a query. */
  public long number(String sql) {
    BatchWrite<String, Long> read =
        BatchWrite.each(
            WriteKind.PRUNE,
            (session, each) -> session.statement(each).list(row -> row.getLong(1)).getFirst());
    return get(writers.write(read, sql));
  }

  /** Returns the rank of a job. */
  public long rank(Job job) {
    BatchWrite<UUID, Long> read =
        BatchWrite.each(
            WriteKind.PRUNE,
            (session, id) ->
                session
                    .statement("SELECT rank FROM job WHERE id = ?")
                    .id(id)
                    .list(row -> row.getLong(1))
                    .getFirst());
    return get(writers.write(read, job.id()));
  }

  @Override
  public void close() {
    writers.close();
    closeReaders.run();
  }
}
