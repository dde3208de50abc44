package io.jobwheel.api.request;

import io.jobwheel.api.problem.BadParameterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The condition of a change: {@code If-Match} with the version that the client has read, or {@code
 * If-None-Match: *} for a resource that may not exist (RFC 9110, section 13.1).
 *
 * @param version the version of {@code If-Match}; null if it is absent or {@code *}
 * @param mustExist whether {@code If-Match} is present
 * @param mustBeNew whether {@code If-None-Match} is {@code *}
 */
public record IfMatch(@Nullable Long version, boolean mustExist, boolean mustBeNew) {

  private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

  /**
   * Returns the condition of a request.
   *
   * @throws BadParameterException if a header has another form
   */
  public static IfMatch of(HttpServletRequest request) {
    List<String> none = Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH));
    if (!none.isEmpty() && !none.equals(List.of("*"))) {
      throw new BadParameterException(HttpHeaders.IF_NONE_MATCH, "must be * for a change");
    }
    List<String> match = Collections.list(request.getHeaders(HttpHeaders.IF_MATCH));
    if (match.isEmpty()) {
      return new IfMatch(null, false, !none.isEmpty());
    }
    if (match.equals(List.of("*"))) {
      return new IfMatch(null, true, !none.isEmpty());
    }
    Matcher tag = TAG.matcher(match.getFirst().strip());
    if (match.size() > 1 || !tag.matches()) {
      throw new BadParameterException(
          HttpHeaders.IF_MATCH, "must be * or one tag as in the header ETag, such as \"3\"");
    }
    return new IfMatch(Long.valueOf(tag.group(1)), true, !none.isEmpty());
  }
}
