package io.jobwheel.dispatch.node;

import static java.util.Objects.requireNonNull;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.backlog.QueueNotifier;
import io.jobwheel.dispatch.pause.ActivePauses;
import io.jobwheel.dispatch.request.pause.JobPauser;
import io.jobwheel.dispatch.request.pause.PauseRequest;
import io.jobwheel.dispatch.request.pause.StoredPause;
import io.jobwheel.dispatch.submission.PauseValidator;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseTarget;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.pause.Pauses.PauseResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores pauses, and applies a change on this node at once. */
final class DurableJobPauser implements JobPauser {

  private static final Logger log = LoggerFactory.getLogger(DurableJobPauser.class);

  private final Pauses store;
  private final ActivePauses active;
  private final QueueNotifier notifier;
  private final Duration limit;

  DurableJobPauser(Pauses store, ActivePauses active, QueueNotifier notifier, Duration limit) {
    this.store = store;
    this.active = active;
    this.notifier = notifier;
    this.limit = limit;
  }

  @Override
  public StoredPause pause(PauseTarget target, PauseRequest request, @Nullable String pausedBy) {
    CompletableFuture<PauseResult> write =
        store.put(PauseValidator.validate(target, request, pausedBy));
    PauseResult result = StoreFutures.getOrWithdraw(write, write, limit);
    boolean created =
        switch (result.decision()) {
          case CREATED -> true;
          case REPLACED -> false;
          case ALREADY_ENDED -> throw invalid("until", "must be in the future");
          case TOO_MANY ->
              throw invalid(
                  "target",
                  "exceeds the maximum of %d pauses; delete another one first"
                      .formatted(Pauses.MAX));
        };
    Pause pause = requireNonNull(result.pause());
    active.refresh();
    awaitClaims(target);
    log.info(
        "{} - paused (by={}, until={}, reason={})",
        target,
        pausedBy,
        pause.until(),
        pause.reason());
    return new StoredPause(pause, created);
  }

  /** Waits for claims that may have begun without the pause, which is in force in any case. */
  private void awaitClaims(PauseTarget target) {
    CompletableFuture<?> claims = active.claimsUnderWay();
    try {
      var _ = StoreFutures.getOrWithdraw(claims, claims, limit);
    } catch (StoreUnavailableException e) {
      log.warn("{} - paused, but a claim that began before is still under way", target);
    }
  }

  private static InvalidJobException invalid(String field, String message) {
    return new InvalidJobException(List.of(new FieldError(field, message)));
  }

  @Override
  public boolean resume(PauseTarget target) {
    CompletableFuture<Boolean> write = store.delete(target);
    boolean existed = StoreFutures.getOrWithdraw(write, write, limit);
    // also after a repeated request, whose first answer may have been lost before this
    active.refresh();
    notifier.jobsMayStart();
    if (existed) {
      log.info("{} - resumed", target);
    }
    return existed;
  }
}
