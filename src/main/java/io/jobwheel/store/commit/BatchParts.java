package io.jobwheel.store.commit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Divides a batch into the parts that one transaction each can execute. */
final class BatchParts {

  private BatchParts() {}

  /**
   * Returns the batch in parts, in the order of the kinds, so that no transaction
   *
   * <ul>
   *   <li>locks unique keys twice: it could have a key and wait for another, which a transaction
   *       has that waits for the first;
   *   <li>waits for the jobs that a submission replaces while it has locked others.
   * </ul>
   *
   * <p>Most batches have one part.
   */
  static List<List<PendingWrite<?, ?>>> of(List<PendingWrite<?, ?>> batch) {
    if (isOne(batch)) {
      return List.of(batch);
    }
    List<PendingWrite<?, ?>> ordered = new ArrayList<>(batch);
    ordered.sort(Comparator.comparing(PendingWrite::kind));
    List<List<PendingWrite<?, ?>>> parts = new ArrayList<>();
    List<PendingWrite<?, ?>> part = new ArrayList<>();
    WriteKind locking = null;
    for (PendingWrite<?, ?> write : ordered) {
      WriteKind kind = write.kind();
      boolean replaces = kind == WriteKind.SUBMIT_REPLACING && locking != kind;
      if (!part.isEmpty() && (replaces || locksAgain(locking, kind))) {
        parts.add(part);
        part = new ArrayList<>();
      }
      locking = kind.locksUniqueKeys() ? kind : locking;
      part.add(write);
    }
    parts.add(part);
    return parts;
  }

  private static boolean isOne(List<PendingWrite<?, ?>> batch) {
    WriteKind first = batch.getFirst().kind();
    WriteKind locking = null;
    for (PendingWrite<?, ?> write : batch) {
      WriteKind kind = write.kind();
      boolean replaces = kind == WriteKind.SUBMIT_REPLACING;
      if (replaces != (first == WriteKind.SUBMIT_REPLACING) || locksAgain(locking, kind)) {
        return false;
      }
      locking = kind.locksUniqueKeys() ? kind : locking;
    }
    return true;
  }

  private static boolean locksAgain(@Nullable WriteKind locking, WriteKind kind) {
    if (locking == null || locking == kind || !kind.locksUniqueKeys()) {
      return false;
    }
    // other submissions lock their keys together
    boolean together = locking.isAdmission() && kind.isAdmission();
    return !together || kind == WriteKind.SUBMIT_REPLACING;
  }
}
