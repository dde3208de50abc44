package io.jobwheel.api.jobtype;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.ItemList;
import io.jobwheel.handler.JobTypes;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the job types of this node. */
@RestController
public final class JobTypesController {

  private final JobTypes types;

  JobTypesController(JobTypes types) {
    this.types = types;
  }

  @GetMapping(path = "/api/v1/job-types", produces = APPLICATION_JSON_VALUE)
  ItemList<JobTypeDocument> list() {
    return new ItemList<>(
        types.submittable().stream()
            .map(type -> JobTypeDocument.of(type, types.schema(type.name())))
            .toList());
  }
}
