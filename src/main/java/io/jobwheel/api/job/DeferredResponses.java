package io.jobwheel.api.job;

import io.jobwheel.api.request.ResponseBudget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/** Defers a response until a job or group has ended, without blocking a thread. */
public final class DeferredResponses {

  private static final Logger log = LoggerFactory.getLogger(DeferredResponses.class);

  // beyond the limit of the wait, which normally completes first
  private static final Duration GRACE = Duration.ofSeconds(10);

  private DeferredResponses() {}

  /**
   * Responds with the result of the wait. If the wait fails or exceeds its limit by 10 seconds, the
   * response is that of the accepted job or group: it is stored, and after an error the client
   * would submit it again.
   *
   * @param accepted the accepted job or group, without its payloads, since it is kept during the
   *     wait
   * @param limit the maximum wait
   * @param wait starts the wait
   * @param response builds the response, on a request thread
   */
  public static <T> DeferredResult<DeferredResponse> defer(
      T accepted,
      Duration limit,
      Supplier<CompletableFuture<T>> wait,
      BiFunction<T, ResponseBudget.Share, ResponseEntity<?>> response) {
    DeferredResponse fallback = share -> response.apply(accepted, share);
    DeferredResult<DeferredResponse> result =
        new DeferredResult<>(limit.plus(GRACE).toMillis(), () -> fallback);
    CompletableFuture<T> ended = begin(wait);
    result.onCompletion(() -> ended.cancel(false));
    var _ =
        ended.whenComplete((value, failure) -> {
          if (failure == null) {
            result.setResult((DeferredResponse) share -> response.apply(value, share));
          } else if (result.setResult(fallback)) {
            log.warn("Wait failed; responding with the accepted job or group", failure);
          }
        });
    return result;
  }

  private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> wait) {
    try {
      return wait.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
