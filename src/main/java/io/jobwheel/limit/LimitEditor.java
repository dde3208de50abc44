package io.jobwheel.limit;

import io.jobwheel.dispatch.StoreFutures;
import io.jobwheel.dispatch.request.EditCondition;
import io.jobwheel.dispatch.request.EditConflictException;
import io.jobwheel.dispatch.request.LimitRefresher;
import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitChange;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.store.limit.Limits.LimitChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates, changes and deletes limits. A change applies on this node at once, and on the others
 * within {@code jobwheel.dispatch.poll-interval}. Each method throws {@link
 * StoreUnavailableException} if the store does not commit in time. Safe for use by any thread.
 */
public final class LimitEditor {

  private static final Logger log = LoggerFactory.getLogger(LimitEditor.class);

  private static final String NOUN = "limit";

  /**
   * A limit that was stored.
   *
   * @param created whether there was none of the name
   */
  public record StoredLimit(Limit limit, boolean created) {}

  private final Limits limits;
  private final LimitRefresher refresher;
  private final Duration writeTimeout;

  LimitEditor(Limits limits, LimitRefresher refresher, Duration writeTimeout) {
    this.limits = limits;
    this.refresher = refresher;
    this.writeTimeout = writeTimeout;
  }

  /**
   * Creates or replaces a limit. An equal definition changes nothing.
   *
   * @param submitter the submitter of the request; null if authentication is disabled
   * @throws EditConflictException if the condition is not met, or the limit comes from the
   *     configuration
   * @throws InvalidJobException if there are {@link Limits#MAX} other limits
   */
  public StoredLimit put(
      String name, LimitSpec spec, @Nullable String submitter, EditCondition condition) {
    requireRoom(name);
    LimitChanged result =
        change(
            name,
            (current, now) ->
                isRefused(current, condition)
                    ? current
                    : withSpec(current, name, spec, false, submitter, now));
    refuse(name, result.before(), condition);
    Limit stored = result.after();
    if (stored == null) {
      throw new IllegalStateException("The limit '%s' was not stored".formatted(name));
    }
    log(result, submitter);
    return new StoredLimit(stored, result.before() == null);
  }

  private void requireRoom(String name) {
    if (limits.list(null, Limits.MAX).size() == Limits.MAX && limits.find(name).isEmpty()) {
      throw new InvalidJobException(
          List.of(
              new FieldError(
                  "name",
                  "exceeds the maximum of %d limits; delete another one first"
                      .formatted(Limits.MAX))));
    }
  }

  /**
   * Deletes a limit.
   *
   * @param submitter the submitter of the request; null if authentication is disabled
   * @throws LimitNotFoundException if there is none
   * @throws EditConflictException if the condition is not met, or the limit comes from the
   *     configuration
   */
  public void delete(String name, @Nullable String submitter, EditCondition condition) {
    LimitChanged result =
        change(name, (current, _) -> isRefused(current, condition) ? current : null);
    if (result.before() == null) {
      throw new LimitNotFoundException(name);
    }
    refuse(name, result.before(), condition);
    log(result, submitter);
  }

  /** Creates or replaces a limit of the configuration. */
  void putConfigured(String name, LimitSpec spec) {
    log(change(name, (current, now) -> withSpec(current, name, spec, true, null, now)), null);
  }

  /** Leaves a limit that is not in the configuration any more to clients. It stays in force. */
  void dropConfigured(String name) {
    var _ =
        change(
            name,
            (current, now) ->
                current == null || !current.configured()
                    ? current
                    : current.changed(current.spec(), false, null, now));
  }

  private static Limit withSpec(
      @Nullable Limit current,
      String name,
      LimitSpec spec,
      boolean configured,
      @Nullable String by,
      Instant now) {
    if (current == null) {
      return Limit.first(name, spec, configured, by, now);
    }
    return current.spec().equals(spec) && current.configured() == configured
        ? current
        : current.changed(spec, configured, by, now);
  }

  private static boolean isRefused(@Nullable Limit current, EditCondition condition) {
    return !condition.allows(version(current)) || (current != null && current.configured());
  }

  /** Throws the exception of a change that {@link #isRefused}. */
  private static void refuse(String name, @Nullable Limit before, EditCondition condition) {
    if (before != null && before.configured()) {
      throw EditConflictException.configured(NOUN, name);
    }
    condition.check(NOUN, name, version(before));
  }

  private static @Nullable Long version(@Nullable Limit limit) {
    return limit == null ? null : limit.version();
  }

  private LimitChanged change(String name, LimitChange decision) {
    CompletableFuture<LimitChanged> write = limits.change(name, decision);
    LimitChanged result = StoreFutures.getOrWithdraw(write, write, writeTimeout);
    refresher.refreshLimits();
    return result;
  }

  private static void log(LimitChanged result, @Nullable String by) {
    Limit before = result.before();
    Limit after = result.after();
    if (after == null && before != null) {
      log.info("limit {} - deleted (by={}, version={})", before.name(), by, before.version());
    } else if (after != null && !after.equals(before)) {
      log.info(
          "limit {} - {} (by={}, version={}, definition={})",
          after.name(),
          before == null ? "created" : "changed",
          by,
          after.version(),
          after.spec());
    }
  }
}
