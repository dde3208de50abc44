package io.jobwheel.store.query;

/**
 * Counts the memory that rows take, before they are read. Called by the reading thread; an
 * exception ends the query.
 */
@FunctionalInterface
public interface ReadMeter {

  /** Counts nothing; for reads that are bounded otherwise. */
  ReadMeter NONE = _ -> {};

  /** Called before {@code bytes} bytes are read. */
  void reading(long bytes);
}
