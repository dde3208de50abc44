package io.jobwheel.api.request;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.dispatch.request.EditCondition;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * Reads the condition of a change: {@code If-Match} with the version that the client has read, or
 * {@code If-None-Match: *} for a resource that may not exist (RFC 9110, section 13.1).
 */
public final class IfMatch {

  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

  private IfMatch() {}

  /**
   * Returns the condition of a request.
   *
   * @throws BadParameterException if a header has another form
   */
  public static EditCondition of(HttpServletRequest request) {
    List<String> none = Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH));
    if (!none.isEmpty() && !none.equals(List.of("*"))) {
      throw new BadParameterException(HttpHeaders.IF_NONE_MATCH, "must be * for a change");
    }
    List<String> match = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
    if (match.isEmpty()) {
      return new EditCondition(null, false, !none.isEmpty());
    }
    if (match.equals(List.of("*"))) {
      return new EditCondition(null, true, !none.isEmpty());
    }
    Matcher tag = TAG.matcher(match.getFirst().strip());
    if (match.size() > 1 || !tag.matches()) {
      throw new BadParameterException(
          HttpHeaders.IF_MATCH, "must be * or one tag as in the header ETag, such as \"3\"");
    }
    return new EditCondition(Long.valueOf(tag.group(1)), true, !none.isEmpty());
  }
}
