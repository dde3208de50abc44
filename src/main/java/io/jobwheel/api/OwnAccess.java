package io.jobwheel.api;

/** How this process gets in by its own door. */
@FunctionalInterface
public interface OwnAccess {

  /** The value of the header {@code Authorization}; known to nobody else. */
  String authorization();
}
