package io.jobwheel.api.job;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobQueries.Page;
import io.jobwheel.store.JobView;
import io.jobwheel.store.ProgressReports;
import io.jobwheel.store.TextSelection;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Serves jobs, lists of jobs, and the output of jobs. */
@RestController
@RequestMapping("/api/v1/jobs")
public final class JobQueriesController {

  // a colon begins a verb, such as :cancel
  private static final String ID = "/{id:[^:]*}";

  private final JobQueries queries;
  private final JobOutputs outputs;
  private final ProgressReports reports;
  private final long pageBytes;

  JobQueriesController(
      JobQueries queries, JobOutputs outputs, ProgressReports reports, ApiProperties properties) {
    this.queries = queries;
    this.outputs = outputs;
    this.reports = reports;
    this.pageBytes = properties.pageBudget().toBytes();
  }

  @GetMapping(path = ID, produces = APPLICATION_JSON_VALUE)
  JobDocument find(@PathVariable String id, @RequestAttribute(SHARE) ResponseBudget.Share share) {
    UUID uuid = JobIds.parse(id);
    Job job = queries.find(uuid, share).orElseThrow(() -> new JobNotFoundException("job", uuid));
    return JobDocument.of(
        JobView.whole(job), reports.progressOf(job.id(), job.attempt()).orElse(null));
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  JobPage list(
      @RequestParam MultiValueMap<String, String> query,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    JobListQuery.Parsed parsed = JobListQuery.parse(query);
    Page page =
        queries.list(parsed.filter(), new TextSelection(parsed.include(), pageBytes), share);
    return new JobPage(
        page.jobs().stream().map(JobDocument::of).toList(),
        page.more() ? Cursor.of(page.jobs().getLast().job().id()) : null);
  }

  @GetMapping(path = ID + "/output", produces = OutputWriter.MEDIA_TYPE)
  void output(
      @PathVariable String id,
      @RequestParam @Nullable String attempt,
      HttpServletResponse response,
      @RequestAttribute(SHARE) ResponseBudget.Share share)
      throws IOException {
    Integer requested = attempt == null ? null : attempt(attempt);
    Job job = job(id);
    if (requested != null && requested > job.attempt()) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND,
          "Job %s has no attempt %d; its latest is %d."
              .formatted(job.id(), requested, job.attempt()));
    }
    int shown = requested == null ? job.attempt() : requested;
    OutputWriter.write(
        response, share, writer -> outputs.ofAttempt(job.id(), shown, share, writer::add));
  }

  private Job job(String id) {
    UUID uuid = JobIds.parse(id);
    return queries.findBrief(uuid).orElseThrow(() -> new JobNotFoundException("job", uuid));
  }

  private static int attempt(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new BadParameterException("attempt", "must be a whole number, 1 or more");
    }
    return Integer.parseInt(text);
  }
}
