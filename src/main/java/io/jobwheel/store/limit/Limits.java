package io.jobwheel.store.limit;

import io.jobwheel.store.StoreRefusedException;
import io.jobwheel.store.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Stores the definitions of named limits. Thread-safe. */
public interface Limits {

  /**
   * Maximum number of limits that clients can create. Nodes that create limits at the same moment
   * can exceed it slightly.
   */
  int MAX = 1000;

  /**
   * The result of a change.
   *
   * @param before null if there was no limit of the name
   * @param after null if there is none
   */
  record LimitChanged(@Nullable Limit before, @Nullable Limit after) {}

  /**
   * Creates, changes or deletes the limit of a name, as {@code change} decides.
   *
   * @return a future that fails with {@link StoreUnavailableException} if the store cannot be
   *     written, and with {@link StoreRefusedException} if the database refuses the write, or the
   *     decision throws
   */
  CompletableFuture<LimitChanged> change(String name, LimitChange change);

  /**
   * Returns the limit of a name.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  Optional<Limit> find(String name);

  /**
   * Returns limits in the order of their names.
   *
   * @param after the name that precedes the first one; null to begin with the first
   * @param limit the greatest number of limits
   * @throws StoreUnavailableException if the store cannot be read
   */
  List<Limit> list(@Nullable String after, int limit);

  /**
   * Returns what jobs have of the limit of a name, which need not exist. The cost grows with the
   * number of its keys and of the jobs that it holds.
   *
   * @throws StoreUnavailableException if the query times out or the store cannot be read
   */
  LimitUsage usage(String name);
}
