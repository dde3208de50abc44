package io.jobwheel.store.pause;

/**
 * The jobs that a pause holds.
 *
 * @param name the job type, or the name of the submitter
 */
public record PauseTarget(PauseKind kind, String name) {

  /** Returns the kind and the name, as in {@code type:http}. */
  @Override
  public String toString() {
    return kind.wireName() + ":" + name;
  }
}
