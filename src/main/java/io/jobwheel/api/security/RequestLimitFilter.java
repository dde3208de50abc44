package io.jobwheel.api.security;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.jobwheel.api.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits the requests of a key on this node to its {@code requests-per-second}. Responses to a key
 * with a limit have the headers RateLimit and RateLimit-Policy of
 * draft-ietf-httpapi-ratelimit-headers-10.
 */
final class RequestLimitFilter extends OncePerRequestFilter {

  private record RequestRate(int perSecond, Bucket bucket) {}

  private final Map<String, RequestRate> limits = new HashMap<>();
  private final AccessProblems problems;

  RequestLimitFilter(AccessProperties properties, AccessProblems problems) {
    this.problems = problems;
    properties
        .keys()
        .forEach((name, key) -> {
          Integer perSecond = key.requestsPerSecond();
          if (perSecond != null) {
            limits.put(name, new RequestRate(perSecond, bucket(perSecond)));
          }
        });
  }

  private static Bucket bucket(int perSecond) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
        .build();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    RequestRate limit = limitOf(SecurityContextHolder.getContext().getAuthentication());
    if (limit == null) {
      chain.doFilter(request, response);
      return;
    }
    ConsumptionProbe probe = limit.bucket().tryConsumeAndReturnRemaining(1);
    response.setHeader("RateLimit-Policy", "\"key\";q=%d;w=1".formatted(limit.perSecond()));
    response.setHeader("RateLimit", "\"key\";r=%d;t=1".formatted(probe.getRemainingTokens()));
    if (probe.isConsumed()) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader(HttpHeaders.RETRY_AFTER, "1");
    problems.write(
        ProblemType.TOO_MANY_REQUESTS,
        "The key exceeds its limit of %d requests per second. Wait for Retry-After."
            .formatted(limit.perSecond()),
        request,
        response);
  }

  private @Nullable RequestRate limitOf(@Nullable Authentication authentication) {
    return authentication instanceof KeyAuthentication key ? limits.get(key.getPrincipal()) : null;
  }
}
