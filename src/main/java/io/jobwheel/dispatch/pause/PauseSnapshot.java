package io.jobwheel.dispatch.pause;

import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pauses in force at one moment. Immutable. */
public final class PauseSnapshot {

  static final PauseSnapshot NONE = new PauseSnapshot(List.of());

  private final List<Pause> pauses;
  private final Set<String> types;
  private final Set<String> submitters;

  PauseSnapshot(List<Pause> pauses) {
    this.pauses = List.copyOf(pauses);
    this.types = names(pauses, PauseKind.TYPE);
    this.submitters = names(pauses, PauseKind.SUBMITTER);
  }

  private static Set<String> names(List<Pause> pauses, PauseKind kind) {
    return pauses.stream()
        .filter(pause -> pause.target().kind() == kind)
        .map(pause -> pause.target().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns all pauses, ordered by kind and name. */
  public List<Pause> pauses() {
    return pauses;
  }

  /**
   * Returns whether a job must not start.
   *
   * @param submitter null if the job has none
   */
  public boolean covers(String type, @Nullable String submitter) {
    return types.contains(type) || (submitter != null && submitters.contains(submitter));
  }

  /** Returns those of the types that are not paused. */
  public Set<String> unpaused(Set<String> all) {
    if (types.isEmpty()) {
      return all;
    }
    Set<String> unpaused = new TreeSet<>(all);
    unpaused.removeAll(types);
    return unpaused;
  }

  /** Returns whether a submitter is paused. */
  public boolean hasSubmitters() {
    return !submitters.isEmpty();
  }
}
