package io.jobwheel.store;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.Outcome;
import io.jobwheel.store.JobClaims.ClaimRequest;
import io.jobwheel.store.JobClaims.Claimed;
import io.jobwheel.store.JobOutcomes.EndedAttempt;
import io.jobwheel.store.JobOutcomes.Recorded;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** An open registry with all its faces, and the short words in which tests speak to it. */
final class Registry implements AutoCloseable {

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final GroupCommit commits;
  final JobSubmissions submissions;
  final JobClaims claims;
  final JobOutcomes outcomes;
  final JobCancels cancels;
  final JobOutputs outputs;
  final JobQueries queries;
  final NodeLeases leases;
  private final Runnable closeReaders;

  Registry(WriterSession session, Reads reads, Runnable closeReaders) {
    this.closeReaders = closeReaders;
    StoreMetrics metrics = new StoreMetrics(meters);
    commits =
        new GroupCommit(
            session,
            new GroupCommit.Limits(1000, 50_000, Duration.ofSeconds(10)),
            metrics,
            new OutageLog(InstantSource.system()));
    submissions = new JdbcJobSubmissions(commits);
    claims = new JdbcJobClaims(commits, reads);
    outcomes = new JdbcJobOutcomes(commits, metrics);
    cancels = new JdbcJobCancels(commits);
    outputs = new JdbcJobOutputs(commits, reads);
    queries = new JdbcJobQueries(reads, new Ping(reads::probe, Duration.ofSeconds(2)));
    leases = new JdbcNodeLeases(commits, metrics);
  }

  /** Waits for an answer, at most ten seconds; throws what it failed with. */
  static <T> T get(CompletableFuture<T> answer) {
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

  Job submit(Jobs jobs) {
    Job job = jobs.build();
    get(submissions.submit(new Submission(null, List.of(job), Jobs.newId())));
    return job;
  }

  Job submitRunning(Jobs jobs, UUID owner) {
    Job job = jobs.build();
    get(submissions.submit(new Submission(null, List.of(job), owner)));
    return job;
  }

  List<Job> submit(JobGroup group, int jobs) {
    Submission submission = Jobs.submission(group, jobs);
    get(submissions.submit(submission));
    return submission.jobs();
  }

  List<Job> claim(UUID owner, int limit) {
    return claim(owner, limit, Jobs.NOW.plusSeconds(1));
  }

  List<Job> claim(UUID owner, int limit, Instant now) {
    return jobs(
        claims.claim(
            new ClaimRequest(owner, ExecutionMode.THREAD_POOL, Set.of("countdown"), limit, now)));
  }

  static List<Job> jobs(CompletableFuture<List<Claimed>> claimed) {
    return get(claimed).stream().map(Claimed::job).toList();
  }

  Recorded end(Job claimed, UUID owner, Outcome outcome) {
    return end(claimed, owner, outcome, Jobs.NOW.plusSeconds(2));
  }

  Recorded end(Job claimed, UUID owner, Outcome outcome, Instant at) {
    return get(outcomes.record(ended(claimed, owner, outcome, at)));
  }

  static EndedAttempt ended(Job claimed, UUID owner, Outcome outcome, Instant at) {
    return new EndedAttempt(claimed.id(), claimed.groupId(), owner, claimed.fence(), outcome, at);
  }

  Job read(Job job) {
    return queries.find(job.id()).orElseThrow();
  }

  JobGroup read(JobGroup group) {
    return queries.findGroup(group.id()).orElseThrow();
  }

  @Override
  public void close() {
    commits.close();
    closeReaders.run();
  }
}
