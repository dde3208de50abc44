package io.jobwheel.store.commit;

/** The kinds of writes, in the order in which one transaction executes them. */
public enum WriteKind {
  SUBMIT,
  /** Before outcomes, as {@link #PROGRESS} is, so that both are stored when an attempt ends. */
  OUTPUT,
  PROGRESS,
  CANCEL,
  CANCEL_GROUP,
  OUTCOME,
  END_GROUP,
  REDRIVE,
  DELETE,
  /** A change of a bulk operation, or one of its steps. */
  OPERATION,
  /** A change of a schedule, or its fires. */
  SCHEDULE,
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
  PROMOTE,
  /** After all others of jobs, so that a claim finds the jobs that they have queued. */
  CLAIM,
  /** Deletes fairness keys. Last, so that nothing waits for locks while it has its own. */
  FAIRNESS;

  /**
   * Returns whether the write admits new work. Other writes are of admitted work and always
   * accepted.
   */
  boolean isAdmission() {
    return this == SUBMIT || this == SUBMIT_KEYED;
  }

  /**
   * Returns whether the write needs nothing that another transaction may have locked for itself
   * alone: a lock that blocks one such write blocks all of them.
   */
  boolean needsOnlyNewRows() {
    return this == SUBMIT;
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
