package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes that a transaction executes after those of its jobs, each once for all its items: before
 * it claims jobs, else at its end. So the locks that they take are its last ones. Confined to the
 * writer's thread.
 */
public final class DeferredWrites {

  /** A write of some items. */
  @FunctionalInterface
  public interface DeferredWrite<I> {
    void execute(WriterSession session, List<I> items) throws SQLException;
  }

  private final Map<DeferredWrite<?>, List<Object>> items = new LinkedHashMap<>();

  /** Adds an item to a write. */
  public <I> void add(DeferredWrite<I> write, I item) {
    items.computeIfAbsent(write, _ -> new ArrayList<>()).add(item);
  }

  /** Removes and returns the items of a write. */
  @SuppressWarnings("unchecked") // all were added to this very write
  public <I> List<I> take(DeferredWrite<I> write) {
    List<Object> taken = items.remove(write);
    return taken == null ? List.of() : (List<I>) taken;
  }

  /** Executes the writes, also those that they add. */
  void execute(WriterSession session) throws SQLException {
    while (!items.isEmpty()) {
      execute(session, items.keySet().iterator().next());
    }
  }

  private <I> void execute(WriterSession session, DeferredWrite<I> write) throws SQLException {
    write.execute(session, take(write));
  }

  /** Drops all items. */
  void clear() {
    items.clear();
  }
}
