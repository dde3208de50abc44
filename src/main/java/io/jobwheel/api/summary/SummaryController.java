package io.jobwheel.api.summary;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.dispatch.BacklogCounts;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the latest count of unfinished jobs. A request counts nothing and reads no job. */
@RestController
public final class SummaryController {

  private final BacklogCounts counts;

  SummaryController(BacklogCounts counts) {
    this.counts = counts;
  }

  @GetMapping(path = "/api/v1/summary", produces = APPLICATION_JSON_VALUE)
  SummaryDocument summary() {
    return SummaryDocument.of(counts.latest());
  }
}
