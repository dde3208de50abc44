package io.jobwheel.store.query;

import io.jobwheel.job.JobGroup;
import io.jobwheel.store.StoreUnavailableException;

/**
 * Lists jobs and groups. Thread-safe. Calls throw {@link StoreUnavailableException} if the store
 * cannot be read.
 */
public interface JobLists {

  /** The name of the bean whose lists are shown to users; they may be some seconds old. */
  String SHOWN = "shownLists";

  /**
   * Returns the newest jobs that match the filter. The page ends early where the limit on texts is
   * reached, but not before its first job, and where the limit on examined jobs is reached.
   */
  Page<JobView> list(PageQuery<JobFilter> query, TextSelection texts, ReadMeter meter);

  /**
   * Returns the newest groups that match the filter, without their jobs. The page ends early where
   * the limit on examined groups is reached.
   */
  Page<JobGroup> listGroups(PageQuery<GroupFilter> query);
}
