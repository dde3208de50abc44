package io.jobwheel.dispatch.submission;

import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.job.JobSpec;
import io.jobwheel.store.JobRedrives.RedriveChanges;

/** Validates requests to run a job again. Safe for use by any thread. */
public final class RedriveValidator {

  private final JobTypes types;

  public RedriveValidator(JobTypes types) {
    this.types = types;
  }

  /**
   * Returns the changes of a redrive.
   *
   * @param type the type of the job, which need not exist on this node unless there is a payload
   * @throws InvalidJobException if the request is invalid; lists every invalid field
   */
  public RedriveChanges validate(String type, RedriveRequest request) {
    FieldErrors errors = new FieldErrors();
    Integer priority = request.priority();
    if (priority != null && (priority < JobSpec.MIN_PRIORITY || priority > JobSpec.MAX_PRIORITY)) {
      errors.add(
          new FieldError(
              "priority",
              "must be %d to %d".formatted(JobSpec.MIN_PRIORITY, JobSpec.MAX_PRIORITY)));
    }
    String payload = request.payload();
    if (payload != null) {
      if (types.isInternal(type)) {
        errors.add(
            new FieldError(
                "payload", "must be omitted: that of a %s cannot be changed".formatted(type)));
      } else if (types.find(type).isPresent()) {
        types.validate(type, payload).stream()
            .map(wrong -> wrong.under("payload"))
            .forEach(errors::add);
      } else {
        errors.add(
            new FieldError(
                "payload",
                "must be omitted: this node does not have the type %s and cannot validate it"
                    .formatted(type)));
      }
    }
    if (!errors.isEmpty()) {
      throw new InvalidJobException(errors);
    }
    return new RedriveChanges(payload, priority);
  }
}
