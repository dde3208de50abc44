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
 * A request that has no header Accept until the type of its answer is decided, and then that very
 * type: what reads the header later cannot decide otherwise.
 */
final class NegotiatedRequest extends HttpServletRequestWrapper {

  // written and read by the thread that carries the request at the time
  private @Nullable MediaType decided;

  NegotiatedRequest(HttpServletRequest request) {
    super(request);
  }

  /** The lines of the header as the client sent it. */
  List<String> accept() {
    return Collections.list(super.getHeaders(HttpHeaders.ACCEPT));
  }

  void decide(MediaType type) {
    decided = type;
  }

  @Override
  public @Nullable String getHeader(String name) {
    if (!isAccept(name)) {
      return super.getHeader(name);
    }
    return decided == null ? null : decided.toString();
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    if (!isAccept(name)) {
      return super.getHeaders(name);
    }
    return Collections.enumeration(decided == null ? List.of() : List.of(decided.toString()));
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = Collections.list(super.getHeaderNames());
    names.removeIf(NegotiatedRequest::isAccept);
    if (decided != null) {
      names.add(HttpHeaders.ACCEPT);
    }
    return Collections.enumeration(names);
  }

  private static boolean isAccept(String name) {
    return HttpHeaders.ACCEPT.equalsIgnoreCase(name);
  }
}
