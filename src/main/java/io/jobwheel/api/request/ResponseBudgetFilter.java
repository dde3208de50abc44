package io.jobwheel.api.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Opens a share of the {@link ResponseBudget} for each dispatch of a request, and closes it after
 * the dispatch, when its response is written.
 */
public final class ResponseBudgetFilter extends OncePerRequestFilter {

  /** The attribute of the request that holds its {@link ResponseBudget.Share}. */
  public static final String SHARE = "io.jobwheel.api.request.ResponseBudget.Share";

  private final ResponseBudget budget;

  public ResponseBudgetFilter(ResponseBudget budget) {
    this.budget = budget;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false; // a deferred response is built in a dispatch of its own
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try (ResponseBudget.Share share = budget.share()) {
      request.setAttribute(SHARE, share);
      chain.doFilter(request, response);
    }
  }
}
