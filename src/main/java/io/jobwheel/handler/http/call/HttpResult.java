package io.jobwheel.handler.http.call;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of the job type {@code http}. Secrets of the node, and values of header fields that
 * grant access, are replaced by {@code ***}.
 *
 * @param status the status code of the last response
 * @param url the URL of the last request, after redirects, without its query
 * @param redirects the number of redirects that were followed
 * @param protocol the protocol, such as {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param headers the header fields by name in lower case; fields beyond 16 KiB are omitted
 * @param body the kept part of the body; {@code null} for none
 * @param bodyTruncated whether the body was longer than the kept part
 * @param timing the duration of the call
 */
public record HttpResult(
    int status,
    String url,
    int redirects,
    String protocol,
    Map<String, List<String>> headers,
    @Nullable ResponseBody body,
    boolean bodyTruncated,
    Timing timing) {

  /**
   * The body of a response. Exactly one of the components is set.
   *
   * @param text the text, if the content type is textual and the bytes are valid in its charset
   * @param base64 the bytes in base64 otherwise, and if the body has a content encoding, which is
   *     not decoded
   */
  public record ResponseBody(@Nullable String text, @Nullable String base64) {}

  /**
   * Durations in milliseconds.
   *
   * @param connectMillis from the start of the last request to its connection; 0 if a connection
   *     was reused
   * @param firstByteMillis from the start of the last request to the head of its response
   * @param totalMillis of the whole call, including DNS look-ups and redirects
   */
  public record Timing(long connectMillis, long firstByteMillis, long totalMillis) {}
}
