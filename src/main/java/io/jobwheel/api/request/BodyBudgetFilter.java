package io.jobwheel.api.request;

import io.jobwheel.api.problem.Problem;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.api.problem.ProblemWriter;
import io.jobwheel.api.problem.RequestMemoryExhaustedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the memory of request bodies behind this filter. A request that gets none in time is
 * rejected with status 503.
 */
public final class BodyBudgetFilter extends OncePerRequestFilter {

  private static final int RETRY_AFTER_SECONDS = 1;

  private final RequestMemory memory;
  private final BodyLimits limits;
  private final boolean streamed;
  private final ProblemWriter problems;

  /**
   * Creates a filter.
   *
   * @param streamed whether the filter applies to the bodies that are read as a stream, or to all
   *     others
   */
  public BodyBudgetFilter(
      RequestMemory memory, BodyLimits limits, boolean streamed, ProblemWriter problems) {
    this.memory = memory;
    this.limits = limits;
    this.streamed = streamed;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (streamed != BodyLimits.isStreamed(request)) {
      chain.doFilter(request, response);
      return;
    }
    try (RequestMemory.Part part = memory.take(length(request))) {
      if (part == null) {
        reject(request, response);
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  private void reject(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
    problems.write(
        Problem.of(
            ProblemType.BODY_BUDGET_EXHAUSTED,
            String.valueOf(new RequestMemoryExhaustedException().getMessage()),
            request.getRequestURI()),
        response);
  }

  /** Returns the length of the body, which is assumed to be the largest if it is chunked. */
  private long length(HttpServletRequest request) {
    long largest = limits.of(request).toBytes();
    long length = request.getContentLengthLong();
    boolean chunked = length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    return chunked ? largest : Math.min(length, largest);
  }
}
