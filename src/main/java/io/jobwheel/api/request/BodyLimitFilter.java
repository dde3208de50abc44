package io.jobwheel.api.request;

import io.jobwheel.api.problem.BodyTooLargeException;
import io.jobwheel.api.problem.Problem;
import io.jobwheel.api.problem.ProblemType;
import io.jobwheel.api.problem.ProblemWriter;
import io.jobwheel.api.problem.ServerProblems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects bodies that exceed the limit, have a content coding, or are JSON but not UTF-8. A body
 * whose Content-Length exceeds the limit is rejected unread; of a chunked body, at maxBytes one
 * byte more than the limit is read. The handler checks a body that it reads as a stream.
 */
public final class BodyLimitFilter extends OncePerRequestFilter {

  private final BodyLimits limits;
  private final ProblemWriter problems;

  public BodyLimitFilter(BodyLimits limits, ProblemWriter problems) {
    this.limits = limits;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long limit = limits.of(request).toBytes();
    if (isCoded(request)) {
      rejectCoding(request, response);
      return;
    }
    long length = request.getContentLengthLong();
    if (length > limit) {
      reject(limit, request, response);
      return;
    }
    if (BodyLimits.isStreamed(request)) {
      chain.doFilter(request, response); // the handler checks what it reads
      return;
    }
    int maxBytes = Math.toIntExact(limit);
    byte[] body;
    try {
      // a buffer of the right size, if it is known
      body = request.getInputStream().readNBytes(length < 0 ? maxBytes + 1 : (int) length);
    } catch (IOException e) {
      if (e.getCause() instanceof SocketTimeoutException) {
        problems.write(
            ServerProblems.of(HttpServletResponse.SC_REQUEST_TIMEOUT, request.getRequestURI()),
            response);
        return;
      }
      throw e; // malformed chunks, or the client has disconnected
    }
    if (body.length > maxBytes) {
      reject(limit, request, response);
      return;
    }
    int invalid = isJson(request) ? Utf8Check.firstInvalid(body) : -1;
    if (invalid >= 0) {
      rejectText(invalid, request, response);
      return;
    }
    chain.doFilter(new BufferedRequest(request, body), response);
  }

  private static boolean isCoded(HttpServletRequest request) {
    Enumeration<String> lines = request.getHeaders(HttpHeaders.CONTENT_ENCODING);
    return lines.hasMoreElements()
        && Collections.list(lines).stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
  }

  private static boolean isJson(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).contains("json");
  }

  private void rejectCoding(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    problems.write(
        Problem.of(
            ProblemType.UNSUPPORTED_MEDIA_TYPE,
            "Content codings are not supported. Send the body without Content-Encoding.",
            request.getRequestURI()),
        response);
  }

  private void rejectText(int invalid, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(
        Problem.of(
            ProblemType.MALFORMED_JSON,
            "The body is not valid UTF-8: byte %,d is invalid. Send UTF-8.".formatted(invalid + 1),
            request.getRequestURI()),
        response);
  }

  private void reject(long limit, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    BodyTooLargeException tooLarge = new BodyTooLargeException("The request body", limit);
    problems.write(
        Problem.of(
            ProblemType.PAYLOAD_TOO_LARGE,
            String.valueOf(tooLarge.getMessage()),
            request.getRequestURI()),
        response);
  }
}
