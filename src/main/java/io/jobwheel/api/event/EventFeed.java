package io.jobwheel.api.event;

import io.jobwheel.store.query.ReadMeter;
import java.util.List;

/**
 * The events of one stream, read from the store on demand. Keeps the position, and no events. Not
 * thread-safe.
 */
interface EventFeed {

  /**
   * Some events of a stream.
   *
   * @param more whether further events may be there already
   * @param ended whether these are the last events
   */
  record EventBatch(List<FeedEvent> events, boolean more, boolean ended) {}

  /**
   * Returns the next events; none if nothing has changed.
   *
   * @param meter counts the memory of the events
   */
  EventBatch next(ReadMeter meter);

  /** Returns the position from which a stream can be resumed; empty without one. */
  String position();
}
