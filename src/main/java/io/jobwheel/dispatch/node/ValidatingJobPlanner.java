package io.jobwheel.dispatch.node;

import io.jobwheel.dispatch.backlog.BacklogLimits;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.submission.DeadlineValidator;
import io.jobwheel.dispatch.submission.GroupSpec;
import io.jobwheel.dispatch.submission.JobFactory;
import io.jobwheel.dispatch.submission.JobSpecValidator;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobOrigin;
import io.jobwheel.job.JobSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Validates requests as submissions are, and makes their jobs. */
final class ValidatingJobPlanner implements JobPlanner {

  private final JobSpecValidator validator;
  private final JobFactory factory;
  private final BacklogLimits limits;

  ValidatingJobPlanner(JobSpecValidator validator, JobFactory factory, BacklogLimits limits) {
    this.validator = validator;
    this.factory = factory;
    this.limits = limits;
  }

  @Override
  public PlannedJobs plan(
      JobRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    requireNoTime(request, "");
    return planned(List.of(validator.validate(request, null)), null, submitter, origin, now);
  }

  @Override
  public PlannedJobs plan(
      GroupRequest request, @Nullable String submitter, JobOrigin.Fire origin, Instant now) {
    if (request.jobs() != null) {
      for (int i = 0; i < request.jobs().size(); i++) {
        JobRequest job = request.jobs().get(i);
        if (job != null) {
          requireNoTime(job, "jobs[%d].".formatted(i));
        }
      }
    }
    GroupSpec group = validator.validate(request, null);
    return planned(group.jobs(), factory.group(group, now, false), submitter, origin, now);
  }

  private PlannedJobs planned(
      List<JobSpec> specs,
      @Nullable JobGroup group,
      @Nullable String submitter,
      JobOrigin.Fire origin,
      Instant now) {
    specs.stream().map(JobSpec::mode).distinct().forEach(limits::requireRoom);
    return new PlannedJobs(
        group,
        factory.jobs(
            specs.stream().map(spec -> spec.from(origin)).toList(),
            group,
            now,
            _ -> false,
            _ -> 0,
            submitter));
  }

  private static void requireNoTime(JobRequest request, String path) {
    if (request.runAt() != null) {
      throw new InvalidJobException(
          List.of(new FieldError(path + "runAt", "must be omitted: the schedule sets it")));
    }
    if (request.deadline() != null && DeadlineValidator.duration(request.deadline()).isEmpty()) {
      throw new InvalidJobException(
          List.of(
              new FieldError(
                  path + "deadline",
                  "must be a duration from each submission, such as 10m: a time would be that of"
                      + " all jobs of the schedule")));
    }
  }
}
