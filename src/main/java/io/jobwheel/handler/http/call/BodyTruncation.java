package io.jobwheel.handler.http.call;

import io.jobwheel.job.Truncation;
import tools.jackson.databind.json.JsonMapper;

/**
 * Truncates the body of a result, so that a call does not fail because its result is too large.
 *
 * @param characters the maximum length of the result as JSON
 */
record BodyTruncation(int characters) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int BASE64_GROUP = 4;

  /** Returns the result with as much of its body as fits. Other fields are not truncated. */
  HttpResult truncate(HttpResult result) {
    HttpResult.ResponseBody body = result.body();
    if (body == null) {
      return result;
    }
    boolean isText = body.text() != null;
    String content = String.valueOf(isText ? body.text() : body.base64());
    HttpResult withoutBody = with(result, new HttpResult.ResponseBody("", null), false);
    int end = lengthThatFits(content, characters - JSON.writeValueAsString(withoutBody).length());
    if (end == content.length()) {
      return result;
    }
    if (isText) {
      return with(result, new HttpResult.ResponseBody(Truncation.prefix(content, end), null), true);
    }
    String wholeGroups = content.substring(0, end - end % BASE64_GROUP);
    return with(result, new HttpResult.ResponseBody(null, wholeGroups), true);
  }

  /**
   * Returns the length of the longest prefix that takes at most {@code limit} characters as JSON.
   */
  private static int lengthThatFits(String content, int limit) {
    int left = limit;
    for (int i = 0; i < content.length(); i++) {
      left -= jsonLength(content.charAt(i));
      if (left < 0) {
        return i;
      }
    }
    return content.length();
  }

  /** Returns the maximum length of the character as JSON, for all JSON writers of the service. */
  private static int jsonLength(char c) {
    return switch (c) {
      case '"', '\\', '/', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> c < ' ' ? 6 : 1;
    };
  }

  private static HttpResult with(
      HttpResult result, HttpResult.ResponseBody body, boolean truncated) {
    return new HttpResult(
        result.status(),
        result.url(),
        result.redirects(),
        result.protocol(),
        result.headers(),
        body,
        truncated,
        result.timing());
  }
}
