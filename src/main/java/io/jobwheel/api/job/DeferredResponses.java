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

/** Holds an answer back until something has ended, without holding a thread. */
public final class DeferredResponses {

  private static final Logger log = LoggerFactory.getLogger(DeferredResponses.class);

  // past the limit of the wait itself, which ends it in good order
  private static final Duration GRACE = Duration.ofSeconds(10);

  private DeferredResponses() {}

  /**
   * Answers with what the wait ends with. A wait that fails, or outlives its limit, is answered
   * with what was accepted: that is on disk, and a client that is told of an error would send it
   * again.
   *
   * @param accepted is held for as long as the wait: without what may be long
   */
  public static <T> DeferredResult<DeferredResponse> answer(
      T accepted,
      Duration limit,
      Supplier<CompletableFuture<T>> wait,
      BiFunction<T, ResponseBudget.Share, ResponseEntity<?>> answer) {
    DeferredResponse fallback = share -> answer.apply(accepted, share);
    DeferredResult<DeferredResponse> result =
        new DeferredResult<>(limit.plus(GRACE).toMillis(), () -> fallback);
    CompletableFuture<T> ended = begin(wait);
    result.onCompletion(() -> ended.cancel(false));
    var _ =
        ended.whenComplete((value, failure) -> {
          if (failure == null) {
            result.setResult((DeferredResponse) share -> answer.apply(value, share));
          } else if (result.setResult(fallback)) {
            log.warn("A wait failed; the client is told what was accepted", failure);
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
