package io.jobwheel.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** What the attempts printed. Safe from any thread. */
public interface JobOutputs {

  /**
   * One print of one attempt.
   *
   * @param attempt the number of the attempt that printed it, from 1
   * @param at when it was printed, to the microsecond
   * @param text as printed, without the last line end; may have several lines
   */
  record Print(UUID jobId, int attempt, Instant at, String text) {}

  /** Appends a print. Prints of one job that are appended in order are read in that order. */
  CompletableFuture<Void> append(Print print);

  /** Takes prints portion by portion. */
  @FunctionalInterface
  interface PrintReader<E extends Exception> {

    /** Takes the next portion, which is not empty. May take its time: no connection is held. */
    void read(List<Print> portion) throws E;
  }

  /** Hands over the prints of one attempt, in order; the meter counts each portion. */
  <E extends Exception> void ofAttempt(
      UUID jobId, int attempt, ReadMeter meter, PrintReader<E> reader) throws E;

  /** Hands over the prints of the latest attempt of every job of a group, in the order printed. */
  <E extends Exception> void ofGroup(UUID groupId, ReadMeter meter, PrintReader<E> reader) throws E;
}
