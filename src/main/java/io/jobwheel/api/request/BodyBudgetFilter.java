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
 * Lets only so many long bodies through at a time as the memory holds; others wait in their order,
 * and are refused when that takes too long. Short bodies pass at once.
 */
public final class BodyBudgetFilter extends OncePerRequestFilter {

  // all request threads together hold little of these
  private static final long SHORT_BODY = DataSize.ofKilobytes(16).toBytes();
  private static final int RETRY_SECONDS = 1;
  // each holds a thread of the server
  private static final int MOST_WAITING = 25;

  private final Semaphore kilobytes;
  private final int all;
  private final int factor;
  private final long largest;
  private final Duration patience;
  private final ProblemWriter problems;

  /**
   * Makes a filter.
   *
   * @param memory how much the bodies may take that are let through
   * @param factor how many times its length a body takes behind this filter
   * @param largest the length of a body that does not say its own; a longer one is refused later
   * @param patience how long a body waits
   */
  public BodyBudgetFilter(
      DataSize memory, int factor, DataSize largest, Duration patience, ProblemWriter problems) {
    this.all = Math.clamp(memory.toKilobytes(), 1, Integer.MAX_VALUE);
    this.kilobytes = new Semaphore(all, true);
    this.factor = factor;
    this.largest = largest.toBytes();
    this.patience = patience;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int taken = kilobytes(request);
    if (!take(taken)) {
      refuse(request, response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      kilobytes.release(taken);
    }
  }

  /** A body that is longer than all has them to itself. */
  private int kilobytes(HttpServletRequest request) {
    boolean chunked = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    long length = chunked ? largest : Math.min(request.getContentLengthLong(), largest);
    return length <= SHORT_BODY ? 0 : (int) Math.min(length / 1_024 * factor, all);
  }

  private boolean take(int permits) {
    try {
      if (permits == 0 || kilobytes.tryAcquire(permits, 0, TimeUnit.MILLISECONDS)) {
        return true;
      }
      return kilobytes.getQueueLength() < MOST_WAITING
          && kilobytes.tryAcquire(permits, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_SECONDS));
    problems.write(
        Problem.of(
            ProblemType.BODY_BUDGET_EXHAUSTED,
            "Other long bodies take all the memory that is set aside for bodies. Try again later,"
                + " or send less at once.",
            request.getRequestURI()),
        response);
  }
}
