package io.jobwheel.handler.http.call;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.transport.RequestHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of a call: its first, or one that a redirect leads to.
 *
 * @param headers with references to secrets, not with secrets
 * @param body null for none
 * @param contentType of the body, when the headers do not say it
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that nobody changes or compares
record Hop(
    String method,
    CallUrl url,
    Map<String, String> headers,
    byte @Nullable [] body,
    String contentType) {

  static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /**
   * The request that a redirect asks for, by RFC 9110, 15.4: 303 makes it a GET, as 301 and 302 do
   * with a POST. To another origin go only header fields that give no access.
   */
  Hop redirected(int status, CallUrl to) {
    boolean bare = status == 303 ? !method.equals("HEAD") : status < 303 && method.equals("POST");
    boolean away = !to.hasSameOriginAs(url);
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.entrySet()
        .removeIf(field ->
            (bare && RequestHeaders.isOfBody(field.getKey()))
                || (away && !RequestHeaders.isHarmless(field.getKey(), field.getValue())));
    return bare
        ? new Hop("GET", to, kept, null, contentType)
        : new Hop(method, to, kept, body, contentType);
  }

  @Override
  public String toString() {
    return method + " " + url.shown();
  }
}
