package io.jobwheel.api.submit;

import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.dispatch.GroupRequest;
import io.jobwheel.dispatch.JobRequest;
import io.jobwheel.dispatch.JobSubmitter;
import io.jobwheel.dispatch.SubmittedGroup;
import io.jobwheel.dispatch.Submitter;
import io.jobwheel.job.Job;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Hands submits on in the name of who asks. Where there is a limit for what may wait of theirs, the
 * answer says so, whatever it is, and how many more may: one more policy in the headers of the
 * IETF's draft-ietf-httpapi-ratelimit-headers-10, in a line of its own. It has no window: room
 * comes as jobs start.
 */
public final class SubmissionAdapter {

  private final JobSubmitter jobs;
  private final RequestTrace trace;
  private final CurrentSubmitter submitters;

  public SubmissionAdapter(JobSubmitter jobs, RequestTrace trace, CurrentSubmitter submitters) {
    this.jobs = jobs;
    this.trace = trace;
    this.submitters = submitters;
  }

  public Job submit(JobRequest request, HttpServletRequest http, HttpServletResponse answer) {
    Submitter submitter = submitters.current();
    try {
      return jobs.submit(request, submitter, trace.of(http));
    } finally {
      tellRoom(submitter, answer);
    }
  }

  public SubmittedGroup submit(
      GroupRequest request, HttpServletRequest http, HttpServletResponse answer) {
    Submitter submitter = submitters.current();
    try {
      return jobs.submit(request, submitter, trace.of(http));
    } finally {
      tellRoom(submitter, answer);
    }
  }

  private void tellRoom(@Nullable Submitter submitter, HttpServletResponse answer) {
    if (submitter == null || submitter.maxBacklog() == null) {
      return;
    }
    answer.addHeader(
        "RateLimit-Policy", "\"backlog\";q=%d;qu=\"jobs\"".formatted(submitter.maxBacklog()));
    jobs.roomFor(submitter)
        .ifPresent(room -> answer.addHeader("RateLimit", "\"backlog\";r=%d".formatted(room)));
  }
}
