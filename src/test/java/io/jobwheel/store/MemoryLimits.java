package io.jobwheel.store;

import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitChange;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.LimitUsage;
import io.jobwheel.store.limit.Limits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Limits in memory, with a clock that the test sets. Counts how often the list is read. */
public final class MemoryLimits implements Limits {

  public static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

  private final ConcurrentNavigableMap<String, Limit> all = new ConcurrentSkipListMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Instant now = NOON;
  private volatile boolean available = true;

  public void setNow(Instant now) {
    this.now = now;
  }

  /** Makes reads of the list fail, or succeed again. */
  public void setAvailable(boolean available) {
    this.available = available;
  }

  /** Returns how often the list was read. */
  public int reads() {
    return reads.get();
  }

  /** Creates or replaces a limit as another node does. */
  public void put(String name, LimitSpec spec) {
    all.put(name, Limit.first(name, spec, false, null, now));
  }

  public void clear() {
    all.clear();
  }

  @Override
  public synchronized CompletableFuture<LimitChanged> change(String name, LimitChange change) {
    Limit before = all.get(name);
    Limit after = change.decide(before, now);
    if (after == null) {
      all.remove(name);
    } else {
      all.put(name, after);
    }
    return CompletableFuture.completedFuture(new LimitChanged(before, after));
  }

  @Override
  public Optional<Limit> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  @Override
  public List<Limit> list(@Nullable String after, int limit) {
    reads.incrementAndGet();
    if (!available) {
      throw new StoreUnavailableException("The store cannot be read");
    }
    return (after == null ? all : all.tailMap(after, false))
        .values().stream().limit(limit).toList();
  }

  @Override
  public LimitUsage usage(String name) {
    return new LimitUsage(2, 1, 3);
  }
}
