package planted.jobwheel.store;

import planted.jobwheel.job.ImpureJob;

/** Uses the job that uses it. */
public record Cyclic(ImpureJob job) {
  /** Has the name of another type. */
  public record DoubleName() {}
}
