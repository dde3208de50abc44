package io.jobwheel.store.commit;

/**
 * The kinds of writes, in the order in which one transaction executes them.
 *
 * <p>Transactions take locks for which they may have to wait in one order, so that they do not wait
 * for each other in a circle: first jobs and groups, then idempotency keys and unique keys, then
 * fairness keys with their queues, and last the rows of {@code limit_usage}. Each of the latter two
 * are locked once, together. So writes of the first kinds leave what they change there to {@link
 * DeferredWork}. Each of these kinds takes its locks in order, but not after locks of another kind,
 * so {@link BatchParts} divides some batches.
 */
public enum WriteKind {
  SUBMIT,
  /** Before outcomes, as {@link #PROGRESS} is, so that both are stored when an attempt ends. */
  OUTPUT,
  PROGRESS,
  CANCEL,
  CANCEL_GROUP,
  /** A cancellation of jobs for whose sake limits hold later ones. */
  CANCEL_SUPERSEDED,
  OUTCOME,
  END_GROUP,
  REDRIVE,
  DELETE,
  /** A change of a bulk operation, or one of its steps. */
  OPERATION,
  /** A change of a schedule, or its fires. */
  SCHEDULE,
  /** A change of the definition of a limit, and the moves of its jobs that follow. */
  LIMIT,
  /**
   * A submission with an idempotency key or unique keys, which another transaction may be
   * reserving. After the writes of jobs, since transactions lock jobs before keys.
   */
  SUBMIT_KEYED,
  REGISTER,
  RENEW,
  RELEASE,
  RESCUE,
  PRUNE,
  BACKLOG,
  PAUSE,
  /** Before {@link #PROMOTE} and {@link #CLAIM}, so that no job past its deadline is queued. */
  EXPIRE,
  PROMOTE,
  /** A pause of the limits of a job. */
  PAUSE_LIMITS,
  /** A release of jobs that limits hold. */
  RELEASE_HELD,
  /** After the writes above, so that a claim finds the jobs that they have queued. */
  CLAIM,
  /**
   * A submission of jobs with limits, and with it those of {@link #SUBMIT_KEYED} in the same
   * transaction. After all other writes of jobs, since it counts the permits that these give back,
   * and a transaction locks these counts once.
   */
  SUBMIT_LIMITED,
  /**
   * A submission that may replace jobs that wait and have the same unique keys: it locks these jobs
   * before these keys, so a transaction has no other writes.
   */
  SUBMIT_REPLACING,
  /** Deletes fairness keys. Last, since it takes only locks that are free. */
  FAIRNESS;

  /**
   * Returns whether the write admits new work. Other writes are of admitted work and always
   * accepted.
   */
  boolean isAdmission() {
    return switch (this) {
      case SUBMIT, SUBMIT_KEYED, SUBMIT_LIMITED, SUBMIT_REPLACING -> true;
      default -> false;
    };
  }

  /**
   * Returns whether the write needs nothing that another transaction may have locked for itself
   * alone: a lock that blocks one such write blocks all of them.
   */
  boolean needsOnlyNewRows() {
    return this == SUBMIT;
  }

  /** Returns whether the write may lock unique keys. */
  boolean locksUniqueKeys() {
    return switch (this) {
      case REDRIVE,
          DELETE,
          OPERATION,
          SCHEDULE,
          SUBMIT_KEYED,
          PRUNE,
          SUBMIT_LIMITED,
          SUBMIT_REPLACING ->
          true;
      default -> false;
    };
  }

  /** Returns whether the write keeps a lease, and so must not wait for a long transaction. */
  boolean isLeaseWrite() {
    return this == REGISTER || this == RENEW;
  }

  /**
   * Returns whether the write goes to the head of the queue, so that no node loses its lease to a
   * long queue.
   */
  boolean isUrgent() {
    return this == REGISTER || this == RENEW || this == RESCUE;
  }
}
