package io.jobwheel.api.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.Job;
import io.jobwheel.job.JobGroup;
import io.jobwheel.job.JobState;
import io.jobwheel.job.StateCounts;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.store.query.JobQueries.GroupTally;
import io.jobwheel.store.query.JobQueries.JobEnd;
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of a group: {@code group} with its document whenever that has changed, {@code
 * finished} for each job in the order in which they end, and {@code end} after the final document.
 * A stream that is opened again has all of them again.
 *
 * <p>Keeps the id and the end of each job that was sent, some 100 bytes a job.
 */
final class GroupFeed implements EventFeed {

  // limits of the documents that are read at once; a single one may be longer
  private static final int MAX_JOBS = 50;
  private static final int MAX_CHARACTERS = 262_144;

  /** The document of a group, without its jobs. */
  @JsonPropertyOrder({
    "id",
    "mode",
    "state",
    "returnWhen",
    "counts",
    "createdAt",
    "startedAt",
    "finishedAt"
  })
  record GroupSnapshot(
      UUID id,
      String mode,
      JobState state,
      CompletionCondition returnWhen,
      Map<JobState, Long> counts,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt) {

    static GroupSnapshot of(JobGroup group, StateCounts counts) {
      return new GroupSnapshot(
          group.id(),
          group.mode().wireName(),
          group.state(),
          group.returnWhen(),
          counts.byState(),
          JobDocument.toMicros(group.createdAt()),
          group.startedAt() == null ? null : JobDocument.toMicros(group.startedAt()),
          group.finishedAt() == null ? null : JobDocument.toMicros(group.finishedAt()));
    }
  }

  private final UUID id;
  private final JobQueries queries;
  private final JobReader reader;

  // the group when it was last read, and its document that was sent last
  private @Nullable GroupTally tally;
  private @Nullable GroupSnapshot latest;
  private @Nullable GroupSnapshot shown;
  // the jobs that were sent, by their end; a redriven job ends once more
  private final Map<UUID, Instant> sent = new HashMap<>();
  // the jobs that have ended and were not sent, in the order in which they ended
  private final Deque<JobEnd> unsent = new ArrayDeque<>();
  private boolean ended;

  GroupFeed(UUID id, JobQueries queries, JobReader reader) {
    this.id = id;
    this.queries = queries;
    this.reader = reader;
  }

  @Override
  public String position() {
    return "";
  }

  @Override
  public EventBatch next(ReadMeter meter) {
    List<FeedEvent> events = new ArrayList<>();
    try {
      if (!ended && unsent.isEmpty()) {
        look(events);
      }
      addFinished(meter, events);
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      if (events.isEmpty()) {
        throw e;
      }
      return new EventBatch(events, true, false); // they count as sent
    }
    if (!ended && unsent.isEmpty() && latest != null && latest.state().isFinal()) {
      addIfChanged(latest, events);
      end(events);
    }
    return new EventBatch(events, !unsent.isEmpty(), ended);
  }

  private void end(List<FeedEvent> events) {
    events.add(new FeedEvent("end", Map.of()));
    ended = true;
  }

  /** Reads the group, and the ends of its jobs only if one has ended since. */
  private void look(List<FeedEvent> events) {
    JobGroup group = queries.findGroup(id).orElse(null);
    if (group == null) {
      end(events);
      return;
    }
    // after the group, so that the jobs that have ended it have ended here, too
    GroupTally now = queries.tally(id);
    GroupSnapshot snapshot = GroupSnapshot.of(group, now.counts());
    if (!snapshot.state().isFinal()) {
      addIfChanged(snapshot, events);
    }
    if (tally == null || !now.hasEndsOf(tally)) {
      // all of them: one whose transaction is committed late has an early end
      for (JobEnd each : queries.endsOfGroup(id)) {
        if (!each.at().equals(sent.get(each.jobId()))) {
          unsent.add(each);
        }
      }
    }
    tally = now;
    latest = snapshot;
  }

  private void addIfChanged(GroupSnapshot now, List<FeedEvent> events) {
    if (!now.equals(shown)) {
      shown = now;
      events.add(new FeedEvent("group", now));
    }
  }

  /** Adds some of the jobs that have finished. Leaves out those that were deleted or redriven. */
  private void addFinished(ReadMeter meter, List<FeedEvent> events) {
    long characters = 0;
    for (int read = 0; read < MAX_JOBS && characters < MAX_CHARACTERS; read++) {
      JobEnd next = unsent.peek();
      if (next == null) {
        return;
      }
      JobView view = reader.finished(next.jobId(), meter).orElse(null);
      if (view != null) {
        Job job = view.job();
        characters += job.payload().length() + (job.result() == null ? 0 : job.result().length());
        events.add(new FeedEvent("finished", reader.document(view)));
        sent.put(job.id(), Objects.requireNonNull(job.finishedAt()));
      }
      unsent.remove();
    }
  }
}
