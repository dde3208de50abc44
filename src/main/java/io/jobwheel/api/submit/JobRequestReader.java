package io.jobwheel.api.submit;

import io.jobwheel.dispatch.request.JobRequest;
import io.jobwheel.dispatch.request.UniqueRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Reads single jobs of a batch. Safe for use by any thread. */
public final class JobRequestReader {

  private final ObjectReader reader;

  public JobRequestReader(JsonMapper json) {
    reader =
        json.rebuild()
            .addMixIn(JobRequest.class, PayloadMixin.class)
            .addMixIn(UniqueRequest.class, UniqueMixin.class)
            .build()
            .readerFor(JobRequest.class);
  }

  /**
   * Returns the job of a JSON text in UTF-8; null for the JSON value {@code null}.
   *
   * @throws JacksonException if the text is not well-formed, or not a job
   */
  public @Nullable JobRequest read(byte[] text) {
    return reader.withAttribute(JsonTextReader.BODY, text).readValue(text);
  }
}
