package io.jobwheel.store;

import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import java.util.List;

/**
 * Decides which deliveries of webhooks tell of the ends of jobs and groups. The store inserts them
 * in the transaction of the end, so that none is lost. Called by the writers of the store: an
 * implementation does no I/O, and an exception makes the end fail.
 */
public interface DeliveryPlanner {

  /** A planner without deliveries. */
  DeliveryPlanner NONE =
      new DeliveryPlanner() {
        @Override
        public boolean concerns(Job job, JobState end) {
          return false;
        }

        @Override
        public List<Job> deliveriesOf(Job ended) {
          return List.of();
        }

        @Override
        public List<Job> deliveriesOf(JobGroup ended) {
          return List.of();
        }

        @Override
        public void stored(List<Job> deliveries) {
          // there are none
        }
      };

  /**
   * Returns whether there may be deliveries if a job ends in a state; if not, the job is not read.
   *
   * @param job the job before its end, perhaps without its texts
   */
  boolean concerns(Job job, JobState end);

  /**
   * Returns the new jobs that tell of the end of a job.
   *
   * @param ended the job as it is stored, without its texts
   */
  List<Job> deliveriesOf(Job ended);

  /** Returns the new jobs that tell of the end of a group. */
  List<Job> deliveriesOf(JobGroup ended);

  /** Called after the commit of deliveries, by the thread of the store. Must not block. */
  void stored(List<Job> deliveries);
}
