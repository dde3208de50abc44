package io.jobwheel.api.index;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the links to all resources. */
@RestController
public final class IndexController {

  @GetMapping(path = "/api/v1", produces = APPLICATION_JSON_VALUE)
  IndexDocument index() {
    return IndexDocument.ALL;
  }
}
