package io.jobwheel.handler.http.transport;

import io.jobwheel.handler.http.egress.CallUrl;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to one address. Its headers may contain secrets, which {@link #toString} omits.
 *
 * @param method the request method
 * @param url the URL, whose host TLS verifies
 * @param address the address to connect to
 * @param headers the header fields as they are sent
 * @param body the body; {@code null} for none
 * @param contentType the content type of the body if the headers have none
 * @param keep the number of bytes of the response's body to keep
 * @param budget the number of bytes that may be read
 */
@SuppressWarnings("ArrayRecordComponent")
public // the bytes are neither changed nor compared
record WireRequest(
    String method,
    CallUrl url,
    InetAddress address,
    Map<String, String> headers,
    byte @Nullable [] body,
    String contentType,
    int keep,
    WireBudget budget) {

  @Override
  public String toString() {
    return method + " " + url.withoutQuery();
  }
}
