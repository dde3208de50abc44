package io.jobwheel.api.contract;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.handler.JobTypes;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Serves the OpenAPI document of the API. */
@RestController
public final class ContractController {

  // made at the first request: most nodes are never asked for it
  private final SingletonSupplier<byte[]> document;

  ContractController(JobTypes types, JsonMapper json) {
    this.document = SingletonSupplier.of(() -> OpenApiDocument.of(types, json));
  }

  @GetMapping(path = "/api/v1/openapi.json", produces = APPLICATION_JSON_VALUE)
  byte[] document() {
    return document.obtain();
  }
}
