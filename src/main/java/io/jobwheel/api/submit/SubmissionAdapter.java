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
 * Submits jobs and groups on behalf of the current submitter. If the submitter has a backlog limit,
 * every response, also an error, has the limit and the free capacity in the headers
 * RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10). The policy has no time
 * window, because capacity is freed when jobs start.
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

  public Job submit(JobRequest request, HttpServletRequest http, HttpServletResponse response) {
    Submitter submitter = submitters.current();
    try {
      return jobs.submit(request, submitter, trace.of(http));
    } finally {
      addBacklogHeaders(submitter, response);
    }
  }

  public SubmittedGroup submit(
      GroupRequest request, HttpServletRequest http, HttpServletResponse response) {
    Submitter submitter = submitters.current();
    try {
      return jobs.submit(request, submitter, trace.of(http));
    } finally {
      addBacklogHeaders(submitter, response);
    }
  }

  private void addBacklogHeaders(@Nullable Submitter submitter, HttpServletResponse response) {
    if (submitter == null || submitter.maxBacklog() == null) {
      return;
    }
    response.addHeader(
        "RateLimit-Policy", "\"backlog\";q=%d;qu=\"jobs\"".formatted(submitter.maxBacklog()));
    jobs.roomFor(submitter)
        .ifPresent(free -> response.addHeader("RateLimit", "\"backlog\";r=%d".formatted(free)));
  }
}
