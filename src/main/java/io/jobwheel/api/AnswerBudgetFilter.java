package io.jobwheel.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each dispatch of a request its share of the {@link AnswerBudget}, and gives it back when
 * the dispatch has ended: what it answers is written then.
 */
final class AnswerBudgetFilter extends OncePerRequestFilter {

  /** The attribute of the request that holds its {@link AnswerBudget.Share}. */
  static final String SHARE = "io.jobwheel.api.AnswerBudget.Share";

  private final AnswerBudget budget;

  AnswerBudgetFilter(AnswerBudget budget) {
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
    try (AnswerBudget.Share share = budget.share()) {
      request.setAttribute(SHARE, share);
      chain.doFilter(request, response);
    }
  }
}
