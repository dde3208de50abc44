package io.jobwheel.limit;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitUsage;
import io.jobwheel.store.limit.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads limits. Each method throws {@link StoreUnavailableException} if the store cannot be read.
 * Safe for use by any thread.
 */
public final class LimitReader {

  private final Limits limits;

  LimitReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Returns the limit of a name.
   *
   * @throws LimitNotFoundException if there is none
   */
  public Limit find(String name) {
    return limits.find(name).orElseThrow(() -> new LimitNotFoundException(name));
  }

  /**
   * Returns limits in the order of their names.
   *
   * @param after the name that precedes the first one; null to begin with the first
   */
  public List<Limit> list(@Nullable String after, int limit) {
    return limits.list(after, limit);
  }

  /** Returns what jobs have of a limit at present. */
  public LimitUsage usage(String name) {
    return limits.usage(name);
  }
}
