package io.jobwheel.handler.http.call;

import io.jobwheel.handler.http.egress.CallUrl;
import io.jobwheel.handler.http.transport.RequestHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a call: the first, or one that follows a redirect.
 *
 * @param method the request method
 * @param url the URL
 * @param headers the header fields, with references to secrets instead of their values
 * @param body the body; {@code null} for none
 * @param contentType the content type of the body if the headers have none
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are neither changed nor compared
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
   * Returns the request that follows a redirect by RFC 9110, section 15.4: 303 changes the method
   * to GET, as 301 and 302 do with POST. Another origin receives only header fields that grant no
   * access.
   */
  Hop redirected(int status, CallUrl to) {
    boolean dropsBody =
        status == 303 ? !method.equals("HEAD") : status < 303 && method.equals("POST");
    boolean crossOrigin = !to.hasSameOriginAs(url);
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.entrySet()
        .removeIf(field ->
            (dropsBody && RequestHeaders.describesBody(field.getKey()))
                || (crossOrigin && !RequestHeaders.isHarmless(field.getKey(), field.getValue())));
    return dropsBody
        ? new Hop("GET", to, kept, null, contentType)
        : new Hop(method, to, kept, body, contentType);
  }

  @Override
  public String toString() {
    return method + " " + url.withoutQuery();
  }
}
