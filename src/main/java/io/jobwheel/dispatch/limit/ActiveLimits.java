package io.jobwheel.dispatch.limit;

import io.jobwheel.dispatch.request.LimitRefresher;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * This node's copy of the definitions of limits. It is read from the store at each poll of the
 * dispatcher, when this node changes a limit, and when a job names a limit that it does not have;
 * so a change by another node takes effect here within {@code jobwheel.dispatch.poll-interval}.
 * Safe for use by any thread.
 */
public final class ActiveLimits implements LimitRefresher {

  /** The shortest time between two reads because of unknown names. */
  static final Duration SHORTEST_BETWEEN_SEARCHES = Duration.ofSeconds(1);

  private final Limits store;
  private final Ticker ticker;
  // a read that began later must not be overwritten by an earlier one
  private final ReentrantLock lock = new ReentrantLock();

  // guarded by lock
  private long nextSearch;

  // written under the lock, read by any thread
  private volatile Map<String, LimitSpec> current = Map.of();

  public ActiveLimits(Limits store, Ticker ticker) {
    this.store = store;
    this.ticker = ticker;
    this.nextSearch = ticker.read();
  }

  /**
   * Reads the definitions from the store.
   *
   * @throws StoreUnavailableException if the store cannot be read; the copy stays as it was
   */
  @Override
  public void refreshLimits() {
    lock.lock();
    try {
      read();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the definition of a limit; empty if there is none. Reads the definitions anew if the
   * name is unknown, but at most once in {@link #SHORTEST_BETWEEN_SEARCHES}, so that many wrong
   * requests cost little. A limit that another node has created less than that ago may be missed.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  public Optional<LimitSpec> find(String name) {
    LimitSpec known = current.get(name);
    return known == null ? search(name) : Optional.of(known);
  }

  private Optional<LimitSpec> search(String name) {
    lock.lock();
    try {
      // another thread may have read them meanwhile
      if (!current.containsKey(name) && ticker.until(nextSearch).isZero()) {
        read();
        nextSearch = ticker.after(SHORTEST_BETWEEN_SEARCHES);
      }
      return Optional.ofNullable(current.get(name));
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    current =
        store.list(null, Integer.MAX_VALUE).stream()
            .collect(Collectors.toUnmodifiableMap(Limit::name, Limit::spec));
  }
}
