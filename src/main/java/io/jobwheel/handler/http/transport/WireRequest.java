package io.jobwheel.handler.http.transport;

import io.jobwheel.handler.http.egress.CallUrl;
import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to one address. Its headers may hold secrets: it has no text form and goes nowhere
 * but to the transport.
 *
 * @param url what is asked for; its host is what TLS verifies
 * @param address where to connect to, and nowhere else
 * @param headers as they are sent
 * @param body null for none
 * @param contentType of the body, when the headers do not say it
 * @param keep how many bytes of the response's body are wanted
 * @param budget how many bytes may be read for it
 */
@SuppressWarnings("ArrayRecordComponent")
public // bytes that nobody changes or compares
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
    return method + " " + url.shown();
  }
}
