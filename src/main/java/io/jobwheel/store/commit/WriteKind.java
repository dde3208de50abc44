package io.jobwheel.store.commit;

/** The kinds of writes, in the order in which one transaction executes them. */
public enum WriteKind {
  SUBMIT,
  /** These two before the outcomes, so that what an attempt said is there when it has ended. */
  OUTPUT,
  PROGRESS,
  CANCEL,
  CANCEL_GROUP,
  OUTCOME,
  END_GROUP,
  REGISTER,
  RENEW,
  RELEASE,
  RESCUE,
  PRUNE,
  BACKLOG,
  PROMOTE,
  /** Last, so that a claim finds all that the others have queued. */
  CLAIM;

  /** Whether the write lets new work in. Others end work that is in, and are always taken. */
  boolean isAdmission() {
    return this == SUBMIT;
  }

  /** Whether the write keeps a lease, so that nothing long may stand before it. */
  boolean isOfLeases() {
    return this == REGISTER || this == RENEW;
  }

  /** Whether the write goes to the head of the line: a node must not lose its lease to a queue. */
  boolean isUrgent() {
    return this == REGISTER || this == RENEW || this == RESCUE;
  }
}
