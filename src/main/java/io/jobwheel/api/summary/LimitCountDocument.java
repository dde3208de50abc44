package io.jobwheel.api.summary;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.store.LimitCounts.LimitCount;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a limit, when they were counted.
 *
 * @param used the permits of queued and running jobs, of all keys together; {@code null} for a
 *     limit that has a rate only
 * @param free the permits that are left; {@code null} for a limit without a total
 * @param blocked the number of jobs that it holds
 * @param oldestWait the time since the oldest of them became due; {@code null} if it holds none
 */
@JsonPropertyOrder({"used", "free", "blocked", "oldestWait"})
record LimitCountDocument(
    @Nullable Long used, @Nullable Long free, long blocked, @Nullable String oldestWait) {

  static @Nullable LimitCountDocument of(@Nullable LimitCount count) {
    return count == null
        ? null
        : new LimitCountDocument(
            count.used(),
            count.free(),
            count.blocked(),
            count.blocked() == 0 ? null : count.oldest().toString());
  }

  /** Returns the documents in the order of the names. */
  static Map<String, LimitCountDocument> of(Map<String, LimitCount> counts) {
    Map<String, LimitCountDocument> documents = new TreeMap<>();
    counts.forEach((name, count) -> documents.put(name, of(count)));
    return documents;
  }
}
