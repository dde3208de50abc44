package io.jobwheel.api.submit;

import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.UniqueRequest;
import io.jobwheel.handler.JsonErrors;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.schedule.RequestReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the requests of schedules as those of submissions are read. Thread-safe. */
public final class StoredRequestReader implements RequestReader {

  private final JsonMapper json;

  public StoredRequestReader(JsonMapper json) {
    this.json =
        json.rebuild()
            .addMixIn(JobRequest.class, PayloadMixin.class)
            .addMixIn(UniqueRequest.class, UniqueMixin.class)
            .build();
  }

  @Override
  public JobRequest job(String text) {
    return read(text, JobRequest.class);
  }

  @Override
  public GroupRequest group(String text) {
    return read(text, GroupRequest.class);
  }

  private <T> T read(String text, Class<T> type) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    T request;
    try {
      request = json.readerFor(type).withAttribute(JsonTextReader.BODY, body).readValue(body);
    } catch (JacksonException e) {
      throw new InvalidJobException(List.of(error(e)));
    }
    if (request == null) {
      throw new InvalidJobException(List.of(new FieldError("", "must be an object, not null")));
    }
    return request;
  }

  private static FieldError error(JacksonException e) {
    return JsonErrors.fieldError(e);
  }
}
