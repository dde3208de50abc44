package io.jobwheel.handler.http.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as received.
 *
 * @param status the status code
 * @param protocol the protocol, such as {@code HTTP/1.1}
 * @param headers the header fields
 * @param body the first bytes of the body; {@code null} if there is none
 * @param truncated whether the body has more bytes
 * @param connectNanos the nanoseconds from the start to the connection
 * @param firstByteNanos the nanoseconds from the start to the head of the response
 */
@SuppressWarnings("ArrayRecordComponent")
public // the bytes are neither changed nor compared
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

  /** Returns the first value of a field, given in lower case; {@code null} if there is none. */
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(field -> RequestHeaders.lower(field.name()).equals(name))
        .map(Field::value)
        .findFirst()
        .orElse(null);
  }
}
