package io.jobwheel.api.request;

import io.jobwheel.api.problem.BadParameterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * The header If-None-Match (RFC 9110, section 13.1.2): the versions of a document that a client
 * has.
 *
 * @param any whether the header is {@code *}, which matches every version
 * @param tags the opaque tags; weak and strong ones are compared alike
 */
public record IfNoneMatch(boolean any, Set<String> tags) {

  // a list can have empty elements (section 5.6.1)
  private static final Pattern ELEMENT =
      Pattern.compile("[ \\t]*(?:(?:W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\")?[ \\t]*");

  /**
   * Returns the header of a request; without tags if it has none.
   *
   * @throws BadParameterException if it is neither a list of tags nor {@code *}
   */
  public static IfNoneMatch of(HttpServletRequest request) {
    List<String> lines = Collections.list(request.getHeaders(HttpHeaders.IF_NONE_MATCH));
    if (lines.size() == 1 && lines.getFirst().strip().equals("*")) {
      return new IfNoneMatch(true, Set.of());
    }
    Set<String> tags = new HashSet<>();
    boolean valid = lines.stream().allMatch(line -> parse(line, tags));
    if (!valid || (tags.isEmpty() && !lines.isEmpty())) {
      throw new BadParameterException(
          HttpHeaders.IF_NONE_MATCH,
          "must be * or a list of tags, each in quotation marks as in the header ETag");
    }
    return new IfNoneMatch(false, tags);
  }

  /** Adds the tags of a line, and returns whether it is a list of tags. */
  private static boolean parse(String line, Set<String> tags) {
    Matcher element = ELEMENT.matcher(line);
    int start = 0;
    while (element.region(start, line.length()).lookingAt()) {
      if (element.group(1) != null) {
        tags.add(element.group(1));
      }
      if (element.end() == line.length()) {
        return true;
      }
      if (line.charAt(element.end()) != ',') {
        return false;
      }
      start = element.end() + 1;
    }
    return false;
  }

  /** Returns whether the client has the version of this opaque tag. */
  boolean matches(String tag) {
    return any || tags.contains(tag);
  }
}
