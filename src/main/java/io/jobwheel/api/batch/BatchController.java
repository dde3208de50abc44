package io.jobwheel.api.batch;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;
import static org.springframework.http.MediaType.APPLICATION_NDJSON;
import static org.springframework.http.MediaType.APPLICATION_NDJSON_VALUE;

import io.jobwheel.api.problem.RequestMemoryExhaustedException;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.BodyLimits;
import io.jobwheel.api.request.IdempotencyKeyHeader;
import io.jobwheel.api.request.LimitedBody;
import io.jobwheel.api.request.RequestMemory;
import io.jobwheel.api.submit.JobRequestReader;
import io.jobwheel.api.submit.SubmissionAdapter;
import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.BatchRequest;
import io.jobwheel.dispatch.request.SubmittedBatch;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.json.JsonMapper;

/** Accepts batches of independent jobs, which are stored in one transaction. */
@Controller
public final class BatchController {

  private final SubmissionAdapter submissions;
  private final BatchReader reader;
  private final RequestMemory memory;
  private final long maxBody;

  BatchController(
      SubmissionAdapter submissions,
      JsonMapper json,
      @Qualifier(RequestMemory.PARSED) RequestMemory memory,
      ApiProperties properties) {
    this.submissions = submissions;
    this.reader = new BatchReader(new JobRequestReader(json), properties);
    this.memory = memory;
    this.maxBody = properties.maxBatchBody().toBytes();
  }

  @PostMapping(
      path = BodyLimits.BATCH,
      consumes = {APPLICATION_JSON_VALUE, APPLICATION_NDJSON_VALUE},
      produces = APPLICATION_JSON_VALUE)
  ResponseEntity<BatchDocument> submit(
      @RequestHeader HttpHeaders headers, HttpServletRequest http, HttpServletResponse response)
      throws IOException {
    var _ = IdempotencyKeyHeader.of(http); // an invalid key is reported before the body is read
    boolean lenient = PreferredHandling.isLenient(headers.getOrEmpty("Prefer"));
    LimitedBody body = new LimitedBody(http.getInputStream(), maxBody);
    List<BatchItem> items =
        reader.read(body, APPLICATION_NDJSON.isCompatibleWith(headers.getContentType()));
    try (RequestMemory.Part part = memory.take(body.length())) {
      if (part == null) {
        throw new RequestMemoryExhaustedException();
      }
      SubmittedBatch batch = submissions.submit(new BatchRequest(items, lenient), http, response);
      ResponseEntity.BodyBuilder accepted = ResponseEntity.accepted();
      if (lenient) {
        accepted.header("Preference-Applied", "handling=lenient");
      }
      return accepted.body(BatchDocument.of(batch));
    }
  }
}
