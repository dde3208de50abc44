package io.jobwheel.api.request;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each dispatch of a request its share of the {@link ResponseBudget}, and gives it back when
 * the dispatch has ended: what it answers is written then.
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
    return false; // a late answer is put together in a dispatch of its own
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
