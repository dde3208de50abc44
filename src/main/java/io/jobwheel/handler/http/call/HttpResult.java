package io.jobwheel.handler.http.call;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of the type {@code http}. Secrets of the node, and header fields that give access,
 * appear in it as {@code ***}.
 *
 * @param status of the last response
 * @param url where it came from, after redirects, without a query
 * @param redirects how many were followed
 * @param protocol such as {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param headers by name in lower case, at most 16 KiB of them, the rest is left out
 * @param body what was kept of the body; null for none
 * @param bodyTruncated whether there was more
 * @param timing how long it took
 */
public record HttpResult(
    int status,
    String url,
    int redirects,
    String protocol,
    Map<String, List<String>> headers,
    @Nullable Body body,
    boolean bodyTruncated,
    Timing timing) {

  /**
   * A body, in one of the two forms.
   *
   * @param text when its content type is one of texts and its bytes are such a text
   * @param base64 else; also when it has a content encoding, which is never undone
   */
  public record Body(@Nullable String text, @Nullable String base64) {}

  /**
   * Milliseconds.
   *
   * @param connectMillis from the sending of the last request until it had a connection; 0 when
   *     there was one already
   * @param firstByteMillis from the sending of the last request to the head of its response
   * @param totalMillis the whole call, with look-ups and redirects
   */
  public record Timing(long connectMillis, long firstByteMillis, long totalMillis) {}
}
