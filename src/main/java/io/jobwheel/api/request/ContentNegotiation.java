package io.jobwheel.api.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.WebUtils;

/**
 * Decides in which media type a request is answered, or that it is not, in one place and before its
 * handler runs: an answer that turns out to be unacceptable afterwards would come too late.
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
      negotiated.decide(best);
      request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, Set.of(best));
    }
    return true;
  }

  /** Returns the types that the handler says it produces. */
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
          .orElseThrow(() -> new HttpMediaTypeNotAcceptableException(List.copyOf(offered)));
    } catch (IllegalArgumentException e) {
      throw new HttpMediaTypeNotAcceptableException(List.copyOf(offered));
    }
  }
}
