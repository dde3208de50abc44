package io.jobwheel.api.request;

import io.jobwheel.api.problem.Problem;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the memory of request bodies that are processed at the same time. Requests beyond it wait
 * in their order; at most 25 wait, and one that waits too long is rejected with status 503. Bodies
 * of up to 16 KB pass at once.
 */
public final class BodyBudgetFilter extends OncePerRequestFilter {

  // a body of each request thread takes little memory
  private static final long SHORT_BODY = DataSize.ofKilobytes(16).toBytes();
  private static final int RETRY_AFTER_SECONDS = 1;
  // each blocks a thread of the server
  private static final int MAX_WAITING = 25;

  private final Semaphore kilobytes;
  private final int total;
  private final int factor;
  private final long largest;
  private final Duration maxWait;
  private final ProblemWriter problems;

  /**
   * Creates a filter.
   *
   * @param memory the maximum memory of the bodies behind this filter
   * @param factor the memory of a body behind this filter, as a multiple of its length
   * @param largest the maximum length of a body, which is assumed if a body is chunked
   * @param maxWait how long a request waits for memory
   */
  public BodyBudgetFilter(
      DataSize memory, int factor, DataSize largest, Duration maxWait, ProblemWriter problems) {
    this.total = Math.clamp(memory.toKilobytes(), 1, Integer.MAX_VALUE);
    this.kilobytes = new Semaphore(total, true);
    this.factor = factor;
    this.largest = largest.toBytes();
    this.maxWait = maxWait;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int permits = permits(request);
    if (!acquire(permits)) {
      reject(request, response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      kilobytes.release(permits);
    }
  }

  /** Returns the permits of a body: all of them for one that needs more. */
  private int permits(HttpServletRequest request) {
    boolean chunked = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    long length = chunked ? largest : Math.min(request.getContentLengthLong(), largest);
    return length <= SHORT_BODY ? 0 : (int) Math.min(length / 1_024 * factor, total);
  }

  private boolean acquire(int permits) {
    try {
      if (permits == 0 || kilobytes.tryAcquire(permits, 0, TimeUnit.MILLISECONDS)) {
        return true;
      }
      return kilobytes.getQueueLength() < MAX_WAITING
          && kilobytes.tryAcquire(permits, maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void reject(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
    problems.write(
        Problem.of(
            ProblemType.BODY_BUDGET_EXHAUSTED,
            "Other requests use all memory for request bodies. Retry later, or send less at"
                + " once.",
            request.getRequestURI()),
        response);
  }
}
