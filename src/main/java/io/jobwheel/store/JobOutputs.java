package io.jobwheel.store;

import io.jobwheel.store.query.ReadMeter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The output of attempts. Thread-safe. */
public interface JobOutputs {

  /**
   * Text that an attempt printed at one time.
   *
   * @param attempt the number of the attempt, from 1
   * @param at when it was printed, with microsecond precision
   * @param text the text without its last line end; may contain several lines
   */
  record Print(UUID jobId, int attempt, Instant at, String text) {}

  /**
   * Appends output. The output of a job is read in the order in which it was appended. The future
   * fails with {@link StoreUnavailableException} if the store cannot be written.
   */
  CompletableFuture<Void> append(Print print);

  /** Receives output in portions. */
  @FunctionalInterface
  interface PrintReader<E extends Exception> {

    /**
     * Receives the next portion, which is not empty. May block: no connection is held meanwhile.
     */
    void read(List<Print> portion) throws E;
  }

  /**
   * A portion of the output of one attempt.
   *
   * @param position the position of the last print, or of the query if there is none
   * @param more whether further prints follow already
   */
  record OutputPortion(List<Print> prints, long position, boolean more) {

    /** The position before the first print of an attempt. */
    public static final long START = Long.MIN_VALUE;
  }

  /**
   * Returns the next portion of the output of one attempt. Prints of an attempt never appear before
   * a position that was returned. The meter counts them before they are read.
   *
   * @param position where to continue: {@link OutputPortion#START} or that of an earlier portion
   * @throws StoreUnavailableException if the store cannot be read
   */
  OutputPortion after(UUID jobId, int attempt, long position, ReadMeter meter);

  /**
   * Passes the output of one attempt to the reader, in order. The meter counts it before it is
   * read.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  <E extends Exception> void ofAttempt(
      UUID jobId, int attempt, ReadMeter meter, PrintReader<E> reader) throws E;

  /**
   * Passes the output of the latest attempt of each job of a group to the reader, ordered by time.
   *
   * @throws StoreUnavailableException if the store cannot be read
   */
  <E extends Exception> void ofGroup(UUID groupId, ReadMeter meter, PrintReader<E> reader) throws E;
}
