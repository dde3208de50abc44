package io.jobwheel.api.job;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.store.query.AttemptQueries;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Serves the attempts of jobs. */
@RestController
public final class AttemptsController {

  private final AttemptQueries attempts;

  AttemptsController(AttemptQueries attempts) {
    this.attempts = attempts;
  }

  // a colon begins a verb, such as :cancel
  @GetMapping(path = "/api/v1/jobs/{id:[^:]*}/attempts", produces = APPLICATION_JSON_VALUE)
  ItemList<AttemptDocument> list(
      @PathVariable String id, @RequestAttribute(SHARE) ResponseBudget.Share share) {
    UUID uuid = JobIds.parse(id);
    return attempts
        .ofJob(uuid, share)
        .map(found -> new ItemList<>(found.stream().map(AttemptDocument::of).toList()))
        .orElseThrow(() -> new JobNotFoundException("job", uuid));
  }
}
