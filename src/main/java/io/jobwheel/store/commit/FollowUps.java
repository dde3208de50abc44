package io.jobwheel.store.commit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows the writes of a transaction: the work that they defer, and the actions after the
 * commit. Confined to the writer's thread.
 */
public final class FollowUps {

  private record DeferredItem<T>(DeferredWork<T> work, T item) {}

  /** The numbers of deferred items and of actions at one moment. */
  record Mark(int deferred, int afterCommit) {}

  private static final Logger log = LoggerFactory.getLogger(FollowUps.class);

  private final List<DeferredItem<?>> deferred = new ArrayList<>();
  private final List<Runnable> afterCommit = new ArrayList<>();

  /** Leaves an item to the work, which is executed later in the current transaction. */
  public <T> void defer(DeferredWork<T> work, T item) {
    deferred.add(new DeferredItem<>(work, item));
  }

  /**
   * Removes and returns the items that were left to the work, in the order in which they were. Must
   * not be called within a {@link Savepoint}.
   */
  @SuppressWarnings("unchecked") // all items of a work have its type
  public <T> List<T> take(DeferredWork<T> work) {
    List<T> items = new ArrayList<>();
    for (Iterator<DeferredItem<?>> all = deferred.iterator(); all.hasNext(); ) {
      DeferredItem<?> each = all.next();
      if (each.work().equals(work)) {
        items.add((T) each.item());
        all.remove();
      }
    }
    return items;
  }

  /**
   * Executes the deferred work of all places before one, in their order, and what it defers to them
   * itself. Must not be called within a {@link Savepoint}.
   */
  public void executeBefore(WriterSession session, DeferredWork.DeferredOrder end)
      throws SQLException {
    Optional<DeferredWork<?>> next = first();
    while (next.isPresent() && next.get().order().compareTo(end) < 0) {
      execute(session, next.get());
      next = first();
    }
  }

  /** Executes all deferred work. */
  void execute(WriterSession session) throws SQLException {
    for (Optional<DeferredWork<?>> next = first(); next.isPresent(); next = first()) {
      execute(session, next.get());
    }
  }

  private Optional<DeferredWork<?>> first() {
    return deferred.stream()
        .<DeferredWork<?>>map(DeferredItem::work)
        .min(Comparator.comparing(DeferredWork::order));
  }

  private <T> void execute(WriterSession session, DeferredWork<T> work) throws SQLException {
    work.execute(session, take(work));
  }

  /** Adds an action that follows the commit. */
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  /** Executes the actions that follow the commit. An exception of one is logged. */
  void runAfterCommit() {
    for (Runnable action : afterCommit) {
      try {
        action.run();
      } catch (RuntimeException | Error e) { // the commit has succeeded
        log.error("An action after a commit failed", e);
      }
    }
    afterCommit.clear();
  }

  /** Returns what follows the writes so far. */
  Mark mark() {
    return new Mark(deferred.size(), afterCommit.size());
  }

  /** Drops what was added since then. */
  void dropSince(Mark mark) {
    deferred.subList(mark.deferred(), deferred.size()).clear();
    afterCommit.subList(mark.afterCommit(), afterCommit.size()).clear();
  }

  /** Drops all. */
  void clear() {
    deferred.clear();
    afterCommit.clear();
  }
}
