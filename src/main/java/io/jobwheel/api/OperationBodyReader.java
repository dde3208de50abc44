package io.jobwheel.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the bodies of management operations, which Spring Boot wants as texts by name: a number or
 * a truth value in them is no mistake, as it would be in a request for a job.
 */
final class OperationBodyReader extends JacksonJsonHttpMessageConverter {

  private static final ResolvableType TEXTS =
      ResolvableType.forClassWithGenerics(Map.class, String.class, String.class);

  OperationBodyReader() {
    super(JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    return TEXTS.toString().equals(type.toString()) && super.canRead(type, mediaType);
  }

  @Override
  public boolean canWrite(ResolvableType type, Class<?> valueClass, @Nullable MediaType mediaType) {
    return false;
  }
}
