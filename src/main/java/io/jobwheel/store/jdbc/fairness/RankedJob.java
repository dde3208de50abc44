package io.jobwheel.store.jdbc.fairness;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jobwheel.job.Fairness;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobState;
import io.jobwheel.store.fairness.FairQueue;
import io.jobwheel.store.fairness.RankedQueues;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that has a rank or gets one.
 *
 * @param key its fairness key; empty if it has none
 * @param cost how far it moves its key on
 */
public record RankedJob(UUID id, FairQueue queue, String key, long cost) {

  /** The key of all jobs without one; no other key is blank. */
  static final String NO_KEY = "";

  /** The cost of a job of weight 1. Large, so that the share of each weight is exact enough. */
  static final long COST = 1_000_000;

  /** Creates a job with its fairness; null for none. */
  public RankedJob(UUID id, FairQueue queue, @Nullable Fairness fairness) {
    this(
        id,
        queue,
        fairness == null ? NO_KEY : fairness.key(),
        fairness == null ? COST : COST / fairness.weight());
  }

  /** Returns a job with its own queue and fairness. */
  public static RankedJob of(Job job) {
    return new RankedJob(job.id(), FairQueue.of(job), job.spec().fairness());
  }

  /** Returns an id of its key in its queue. */
  public UUID keyId() {
    String all = queue.mode().wireName() + ' ' + queue.priority() + ' ' + key;
    return UUID.nameUUIDFromBytes(all.getBytes(UTF_8));
  }

  boolean hasKey() {
    return !key.equals(NO_KEY);
  }

  /**
   * Returns whether a job gets a rank: it waits to be claimed, and it has a key or is in a queue
   * with ranks. Deliveries of webhooks get none, since they have to keep up with the jobs that end.
   */
  public static boolean isRanked(Job job, RankedQueues ranked) {
    return (job.state() == JobState.QUEUED || job.state() == JobState.BLOCKED)
        && !job.isDelivery()
        && (job.spec().fairness() != null || ranked.contains(FairQueue.of(job)));
  }
}
