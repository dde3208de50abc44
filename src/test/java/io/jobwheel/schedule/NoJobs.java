package io.jobwheel.schedule;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.job.JobOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** For tests in which no job is made. */
final class NoJobs implements JobPlanner, RequestReader {

  @Override
  public PlannedJobs plan(
      JobRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    throw new AssertionError("A job is made.");
  }

  @Override
  public PlannedJobs plan(
      GroupRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    throw new AssertionError("A group is made.");
  }

  @Override
  public JobRequest job(String json) {
    throw new AssertionError("A request is read.");
  }

  @Override
  public GroupRequest group(String json) {
    throw new AssertionError("A request is read.");
  }
}
