package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.event.CompletionWaiters;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.query.JobQueries;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;

/** Waits for a signal, then reads the state from the store. */
final class SignalledJobAwaiter implements JobAwaiter {

  private final CompletionWaiters waiters;
  private final JobQueries queries;
  private final Executor followUps;

  SignalledJobAwaiter(CompletionWaiters waiters, JobQueries queries, Executor followUps) {
    this.waiters = waiters;
    this.queries = queries;
    this.followUps = followUps;
  }

  @Override
  public CompletableFuture<Job> awaitJob(UUID jobId, Duration limit) {
    return await("job", jobId, limit, queries::findBrief, job -> job.state().isFinal());
  }

  @Override
  public CompletableFuture<JobGroup> awaitGroup(UUID groupId, Duration limit) {
    return await("group", groupId, limit, queries::findGroup, group -> group.outcome() != null);
  }

  private <T> CompletableFuture<T> await(
      String what,
      UUID id,
      Duration limit,
      Function<UUID, Optional<T>> query,
      Predicate<T> hasEnded) {
    CompletableFuture<Boolean> signal = waiters.await(id, limit);
    T now;
    try {
      now = query.apply(id).orElseThrow(() -> new JobNotFoundException(what, id));
    } catch (RuntimeException e) {
      signal.complete(false); // ends the wait
      throw e;
    }
    if (hasEnded.test(now)) {
      signal.complete(true);
      return CompletableFuture.completedFuture(now);
    }
    return signal.thenApplyAsync(
        signalled -> query.apply(id).orElseThrow(() -> new JobNotFoundException(what, id)),
        followUps);
  }
}
