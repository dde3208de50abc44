package io.jobwheel.api.management;

import io.jobwheel.handler.StrictJson;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the bodies of management operations. Spring Boot declares a map of strings, but accepts any
 * values; values keep their JSON type, so that an operation can distinguish a number from a string.
 */
public final class ActuatorBodyReader extends JacksonJsonHttpMessageConverter {

  private static final ResolvableType TEXTS =
      ResolvableType.forClassWithGenerics(Map.class, String.class, String.class);
  private static final ResolvableType VALUES =
      ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class);

  public ActuatorBodyReader() {
    super(StrictJson.configure(JsonMapper.builder()).build());
  }

  @Override
  public boolean canRead(ResolvableType type, @Nullable MediaType mediaType) {
    return TEXTS.toString().equals(type.toString()) && super.canRead(type, mediaType);
  }

  @Override
  public Object read(
      ResolvableType type, HttpInputMessage message, @Nullable Map<String, Object> hints)
      throws IOException {
    return super.read(VALUES, message, hints);
  }

  @Override
  public boolean canWrite(ResolvableType type, Class<?> valueClass, @Nullable MediaType mediaType) {
    return false;
  }
}
