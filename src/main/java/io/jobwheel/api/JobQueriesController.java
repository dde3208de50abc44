package io.jobwheel.api;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.dispatch.JobNotFoundException;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobQueries;
import io.jobwheel.store.JobQueries.JobFilter;
import io.jobwheel.store.ProgressReports;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows jobs and what they printed. */
@RestController
@RequestMapping("/api/v1/jobs")
final class JobQueriesController {

  // the colon would begin a verb
  private static final String ID = "/{id:[^:]*}";

  private final JobQueries queries;
  private final JobOutputs outputs;
  private final ProgressReports reports;

  JobQueriesController(JobQueries queries, JobOutputs outputs, ProgressReports reports) {
    this.queries = queries;
    this.outputs = outputs;
    this.reports = reports;
  }

  @GetMapping(path = ID, produces = APPLICATION_JSON_VALUE)
  JobDocument find(@PathVariable String id) {
    Job job = job(id);
    return JobDocument.of(job, reports.progressOf(job.id(), job.attempt()).orElse(null));
  }

  @GetMapping(produces = APPLICATION_JSON_VALUE)
  JobPage list(@RequestParam MultiValueMap<String, String> query) {
    JobFilter asked = JobListQuery.parse(query);
    // one more than asked for tells whether there is a next page
    List<Job> found =
        queries.list(
            new JobFilter(
                asked.states(), asked.type(), asked.mode(), asked.before(), asked.limit() + 1));
    List<Job> page = found.subList(0, Math.min(asked.limit(), found.size()));
    return new JobPage(
        page.stream().map(JobDocument::of).toList(),
        found.size() > page.size() ? Cursor.of(page.getLast().id()) : null);
  }

  @GetMapping(path = ID + "/output", produces = Transcript.MEDIA_TYPE)
  String output(@PathVariable String id, @RequestParam @Nullable String attempt) {
    Integer asked = attempt == null ? null : attempt(attempt);
    Job job = job(id);
    if (asked != null && asked > job.attempt()) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND,
          "There is no attempt %d of job %s; its latest is %d."
              .formatted(asked, job.id(), job.attempt()));
    }
    return Transcript.of(outputs.ofAttempt(job.id(), asked == null ? job.attempt() : asked));
  }

  private Job job(String id) {
    UUID uuid = Ids.parse(id);
    return queries.find(uuid).orElseThrow(() -> new JobNotFoundException("job", uuid));
  }

  private static int attempt(String text) {
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new BadParameterException("attempt", "must be a whole number, 1 or more");
    }
    return Integer.parseInt(text);
  }
}
