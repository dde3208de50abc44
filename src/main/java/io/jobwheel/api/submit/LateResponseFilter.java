package io.jobwheel.api.submit;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells late responses when all other filters have returned. The outermost filter. */
public final class LateResponseFilter implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse end) {
      doFilter(http, end, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    LateResponse.filtersBegin(request);
    try {
      chain.doFilter(request, response);
    } catch (Throwable e) {
      LateResponse.filtersFailed(request);
      throw e;
    }
    LateResponse.filtersReturned(request, response);
  }
}
