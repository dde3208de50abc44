package io.jobwheel.handler.http.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came back, as it came.
 *
 * @param body the first bytes of the body; null when there is none
 * @param truncated whether there were more
 * @param connectNanos from the sending until there was a connection
 * @param firstByteNanos from the sending to the head of the response
 */
@SuppressWarnings("ArrayRecordComponent")
public // bytes that nobody changes or compares
record WireResponse(
    int status,
    String protocol,
    List<Field> headers,
    byte @Nullable [] body,
    boolean truncated,
    long connectNanos,
    long firstByteNanos) {

  /** A header field. */
  public record Field(String name, String value) {}

  /** The first field of that name, in lower case; null without one. */
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(field -> RequestHeaders.lower(field.name()).equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }
}
