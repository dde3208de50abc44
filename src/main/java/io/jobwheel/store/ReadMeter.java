package io.jobwheel.store;

/**
 * Counts the memory that rows take, before they are read. For the thread that reads; its exception
 * ends the query.
 */
@FunctionalInterface
public interface ReadMeter {

  /** Counts nothing: for reads whose rows are bounded otherwise. */
  ReadMeter NONE = _ -> {};

  /** So many bytes are about to be read. */
  void reading(long bytes);
}
