package io.jobwheel.api.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.WebUtils;

/**
 * Selects the media type of a response before the handler runs, so that a request with an
 * unacceptable response is rejected with status 406 and has no effect.
 */
public final class ContentNegotiation extends OncePerRequestFilter implements HandlerInterceptor {

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(new NegotiatedRequest(request), response);
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws HttpMediaTypeNotAcceptableException {
    NegotiatedRequest negotiated = WebUtils.getNativeRequest(request, NegotiatedRequest.class);
    Collection<MediaType> offered = offered(request);
    if (negotiated != null && !offered.isEmpty()) {
      MediaType best = best(negotiated.accept(), offered);
      negotiated.select(best);
      request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(best));
    }
    return true;
  }

  /** Returns the types that the handler produces. */
  @SuppressWarnings("unchecked")
  private static Collection<MediaType> offered(HttpServletRequest request) {
    return request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE)
            instanceof Collection<?> types
        ? (Collection<MediaType>) types
        : List.of();
  }

  private static MediaType best(List<String> accept, Collection<MediaType> offered)
      throws HttpMediaTypeNotAcceptableException {
    try {
      return AcceptedTypes.parse(accept)
          .best(offered)
          .or(() -> textDespite(accept, offered))
          .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(List.copyOf(offered)));
    } catch (IllegalArgumentException e) {
      throw new HttpMediaTypeNotAcceptableException(List.copyOf(offered));
    }
  }

  /**
   * Returns the offered text if problem documents are all that the client accepts. Clients that are
   * generated for Python accept only the JSON of what the OpenAPI document describes, which for
   * output is the problem document.
   */
  private static Optional<MediaType> textDespite(
      List<String> accept, Collection<MediaType> offered) {
    return accept.equals(List.of(MediaType.APPLICATION_PROBLEM_JSON_VALUE))
        ? offered.stream().filter(MediaType.TEXT_PLAIN::includes).findFirst()
        : Optional.empty();
  }
}
