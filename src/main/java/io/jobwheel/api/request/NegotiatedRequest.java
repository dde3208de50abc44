package io.jobwheel.api.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * A request whose header Accept is absent until the media type of the response is selected, and
 * then names this type only, so that later code cannot select another one.
 */
final class NegotiatedRequest extends HttpServletRequestWrapper {

  // accessed by the request thread only
  private @Nullable MediaType selected;

  NegotiatedRequest(HttpServletRequest request) {
    super(request);
  }

  /** Returns the lines of the header as the client sent them. */
  List<String> accept() {
    return Collections.list(super.getHeaders(HttpHeaders.ACCEPT));
  }

  void select(MediaType type) {
    selected = type;
  }

  @Override
  public @Nullable String getHeader(String name) {
    if (!isAccept(name)) {
      return super.getHeader(name);
    }
    return selected == null ? null : selected.toString();
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    if (!isAccept(name)) {
      return super.getHeaders(name);
    }
    return Collections.enumeration(selected == null ? List.of() : List.of(selected.toString()));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = Collections.list(super.getHeaderNames());
    names.removeIf(NegotiatedRequest::isAccept);
    if (selected != null) {
      names.add(HttpHeaders.ACCEPT);
    }
    return Collections.enumeration(names);
  }

  private static boolean isAccept(String name) {
    return HttpHeaders.ACCEPT.equalsIgnoreCase(name);
  }
}
