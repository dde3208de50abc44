package io.jobwheel.store.query;

import io.jobwheel.job.AttemptRecord;
import io.jobwheel.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the attempts of jobs. Thread-safe. */
public interface AttemptQueries {

  /**
   * The maximum number of attempts that are kept of a job, besides its last one. Older attempts are
   * deleted.
   */
  int MAX_KEPT = 100;

  /**
   * The maximum length of the message of an attempt that did not end its job, in characters. A
   * longer one is cut and ends with an ellipsis.
   */
  int MAX_MESSAGE = 1_000;

  /**
   * Returns the attempts of a job in order, as of one point in time: those that ended without
   * ending the job, and the one that runs or ended it. Empty if the job does not exist. The meter
   * counts each attempt before it is read.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<List<AttemptRecord>> ofJob(UUID jobId, ReadMeter meter);
}
