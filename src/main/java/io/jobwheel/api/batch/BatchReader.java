package io.jobwheel.api.batch;

import io.jobwheel.api.problem.BodyNotReadableException;
import io.jobwheel.api.problem.BodyTimeoutException;
import io.jobwheel.api.problem.BodyTooLargeException;
import io.jobwheel.api.problem.JsonProblems;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.Utf8Check;
import io.jobwheel.api.submit.JobRequestReader;
import io.jobwheel.dispatch.request.BatchItem;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.handler.JsonErrors;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.FieldErrors;
import io.jobwheel.job.InvalidJobException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * Reads the jobs of a batch from a stream. Keeps the text of one job at a time, besides the jobs
 * that it has read. Safe for use by any thread.
 */
final class BatchReader {

  private final JobRequestReader reader;
  private final int maxJobs;
  private final int maxJob;

  BatchReader(JobRequestReader reader, ApiProperties properties) {
    this.reader = reader;
    this.maxJobs = properties.maxBatch();
    this.maxJob = Math.toIntExact(properties.maxBody().toBytes());
  }

  /**
   * Reads a body to its end.
   *
   * @param lines whether the body is NDJSON
   * @throws BodyNotReadableException if the body, or one of its items, is not well-formed JSON
   * @throws BodyTooLargeException if an item is too long
   * @throws BodyTimeoutException if the body is not received in time
   * @throws InvalidJobException if there are too many jobs
   */
  List<BatchItem> read(InputStream body, boolean lines) throws IOException {
    JsonItems items = new JsonItems(new BufferedInputStream(body), lines, maxJob);
    List<BatchItem> jobs = new ArrayList<>();
    try {
      for (byte[] text = items.next(); text != null; text = items.next()) {
        if (jobs.size() == maxJobs) {
          throw new InvalidJobException(
              List.of(
                  new FieldError(
                      "jobs",
                      "must have at most %d jobs (jobwheel.api.max-batch)".formatted(maxJobs))));
        }
        jobs.add(item(text, jobs.size()));
      }
    } catch (SocketTimeoutException e) {
      throw new BodyTimeoutException(e);
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException timeout) {
        throw new BodyTimeoutException(timeout);
      }
      throw e;
    }
    return jobs;
  }

  private BatchItem item(byte[] text, int index) {
    String part = "Item %d of the body".formatted(index);
    int invalid = Utf8Check.firstInvalid(text);
    if (invalid >= 0) {
      throw new BodyNotReadableException(
          "%s is not valid UTF-8: its byte %,d is invalid. Send UTF-8."
              .formatted(part, invalid + 1));
    }
    try {
      JobRequest request = reader.read(text);
      return request == null
          ? invalid(new FieldError("", "must be an object, not null"))
          : BatchItem.of(request);
    } catch (JacksonException e) {
      if (JsonProblems.isMalformed(e)) {
        throw new BodyNotReadableException(part, e);
      }
      return invalid(JsonErrors.fieldError(e));
    }
  }

  private static BatchItem invalid(FieldError error) {
    return new BatchItem(null, FieldErrors.of(List.of(error)));
  }
}
