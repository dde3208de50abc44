package io.jobwheel.handler.http.call;

import io.jobwheel.job.Truncation;
import tools.jackson.databind.json.JsonMapper;

/**
 * Cuts the body of an answer, so that the call was not made for a result that nobody keeps.
 *
 * @param characters how many the result may have as JSON
 */
record BodyTruncation(int characters) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int BASE64_GROUP = 4;

  /** The answer, with as much of its body as fits; what is not body is never cut. */
  HttpResult cut(HttpResult answer) {
    HttpResult.Body body = answer.body();
    if (body == null) {
      return answer;
    }
    boolean isText = body.text() != null;
    String content = String.valueOf(isText ? body.text() : body.base64());
    HttpResult bare = with(answer, new HttpResult.Body("", null), false);
    int end = fitting(content, characters - JSON.writeValueAsString(bare).length());
    if (end == content.length()) {
      return answer;
    }
    if (isText) {
      return with(answer, new HttpResult.Body(Truncation.prefix(content, end), null), true);
    }
    String whole = content.substring(0, end - end % BASE64_GROUP);
    return with(answer, new HttpResult.Body(null, whole), true);
  }

  /** How many characters of the beginning take at most so many as JSON. */
  private static int fitting(String content, int room) {
    int left = room;
    for (int i = 0; i < content.length(); i++) {
      left -= width(content.charAt(i));
      if (left < 0) {
        return i;
      }
    }
    return content.length();
  }

  /** The most that any JSON writer of ours makes of it. */
  private static int width(char c) {
    return switch (c) {
      case '"', '\\', '/', '\b', '\f', '\n', '\r', '\t' -> 2;
      default -> c < ' ' ? 6 : 1;
    };
  }

  private static HttpResult with(HttpResult answer, HttpResult.Body body, boolean truncated) {
    return new HttpResult(
        answer.status(),
        answer.url(),
        answer.redirects(),
        answer.protocol(),
        answer.headers(),
        body,
        truncated,
        answer.timing());
  }
}
