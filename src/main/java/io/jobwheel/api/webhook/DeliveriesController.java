package io.jobwheel.api.webhook;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.api.job.JobIds;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.Redeliverer;
import io.jobwheel.job.Job;
import io.jobwheel.store.query.JobQueries;
import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Serves and repeats the deliveries that tell of the ends of jobs and groups. */
@RestController
@RequestMapping(path = "/api/v1", produces = APPLICATION_JSON_VALUE)
public final class DeliveriesController {

  /** The newest ones; a job has one for each receiver, and more only after redrives. */
  private static final int MAX_LISTED = 100;

  private final JobQueries queries;
  private final Redeliverer redeliverer;
  private final JsonMapper json;

  DeliveriesController(JobQueries queries, Redeliverer redeliverer, JsonMapper json) {
    this.queries = queries;
    this.redeliverer = redeliverer;
    this.json = json;
  }

  // a colon begins a verb, such as :cancel
  @GetMapping("/jobs/{id:[^:]*}/deliveries")
  ItemList<DeliveryDocument> ofJob(
      @PathVariable String id, @RequestAttribute(SHARE) ResponseBudget.Share share) {
    UUID job = JobIds.parse(id);
    if (queries.findBrief(job).isEmpty()) {
      throw new JobNotFoundException("job", job);
    }
    return of(job, share);
  }

  @GetMapping("/groups/{id:[^:]*}/deliveries")
  ItemList<DeliveryDocument> ofGroup(
      @PathVariable String id, @RequestAttribute(SHARE) ResponseBudget.Share share) {
    UUID group = JobIds.parse(id);
    if (queries.findGroup(group).isEmpty()) {
      throw new JobNotFoundException("group", group);
    }
    return of(group, share);
  }

  @PostMapping({
    "/jobs/{id:[^:]*}/deliveries/{delivery}:redeliver",
    "/groups/{id:[^:]*}/deliveries/{delivery}:redeliver"
  })
  ResponseEntity<DeliveryDocument> redeliver(
      @PathVariable String id,
      @PathVariable String delivery,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    Job queued = redeliverer.redeliver(JobIds.parse(id), JobIds.parse(delivery));
    Job job =
        queries
            .find(queued.id(), share)
            .orElseThrow(() -> new JobNotFoundException("delivery", queued.id()));
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/jobs/" + job.id()))
        .body(DeliveryDocument.of(job, json));
  }

  private ItemList<DeliveryDocument> of(UUID subject, ResponseBudget.Share share) {
    return new ItemList<>(
        queries.deliveriesOf(subject, MAX_LISTED, share).stream()
            .map(job -> DeliveryDocument.of(job, json))
            .toList());
  }
}
