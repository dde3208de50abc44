package io.jobwheel.api.submit;

import io.jobwheel.comparison.ComparisonRequest;
import io.jobwheel.dispatch.request.GroupRequest;
import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.RedriveRequest;
import io.jobwheel.dispatch.request.UniqueRequest;
import io.jobwheel.schedule.ScheduleRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the bodies of submissions, redrives, schedules and comparisons, and keeps payloads, and the
 * requests of schedules, as their JSON source text.
 */
public final class SubmitBodyReader extends JacksonJsonHttpMessageConverter {

  private static final Set<Class<?>> SUBMISSIONS =
      Set.of(
          JobRequest.class,
          GroupRequest.class,
          RedriveRequest.class,
          ScheduleRequest.class,
          ComparisonRequest.class);

  public SubmitBodyReader(JsonMapper json) {
    super(
        json.rebuild()
            .addMixIn(JobRequest.class, PayloadMixin.class)
            .addMixIn(UniqueRequest.class, UniqueMixin.class)
            .addMixIn(RedriveRequest.class, PayloadMixin.class)
            .addMixIn(ScheduleRequest.class, RequestsMixin.class)
            .addMixIn(ComparisonRequest.class, PayloadsMixin.class)
            .build());
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    return SUBMISSIONS.contains(type.toClass()) && super.canRead(type, mediaType);
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    byte[] body = message.getBody().readAllBytes();
    try {
      return defaultMapper
          .readerFor(type.toClass())
          .withAttribute(JsonTextReader.BODY, body)
          .readValue(body);
    } catch (JacksonException e) {
      throw new HttpMessageNotReadableException(
          "The body of a submission is not readable.", e, message);
    }
  }

  @Override
  public boolean canWrite(ResolvableType type, Class<?> valueClass, @Nullable MediaType mediaType) {
    return false;
  }
}
