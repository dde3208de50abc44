package io.jobwheel.store.pause;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a pause holds: the jobs of one type, or those of one submitter. */
public enum PauseKind {
  TYPE("type"),
  SUBMITTER("submitter");

  private final String wireName;

  PauseKind(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the name in requests, responses and the database. */
  public String wireName() {
    return wireName;
  }

  /** Returns the kind with this wire name, which is case-sensitive; empty if there is none. */
  public static Optional<PauseKind> named(String wireName) {
    return Arrays.stream(values()).filter(kind -> kind.wireName.equals(wireName)).findFirst();
  }

  /** Returns all wire names, separated by commas. */
  public static String wireNames() {
    return Arrays.stream(values()).map(PauseKind::wireName).collect(Collectors.joining(", "));
  }
}
