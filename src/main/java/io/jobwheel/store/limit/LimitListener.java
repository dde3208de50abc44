package io.jobwheel.store.limit;

import io.jobwheel.job.Job;
import java.time.Duration;
import java.util.List;

/**
 * Is told what transactions do to held jobs, after their commit, by the thread of the store. Must
 * not block.
 */
public interface LimitListener {

  /** Does nothing. */
  LimitListener NONE =
      new LimitListener() {
        @Override
        public void released(List<Job> jobs) {
          // nothing follows
        }

        @Override
        public void dueIn(Duration time) {
          // nothing follows
        }
      };

  /** Jobs that were held are {@code QUEUED}, without their texts. */
  void released(List<Job> jobs);

  /** After this time, {@link HeldJobs#releaseDue} may release jobs. */
  void dueIn(Duration time);
}
