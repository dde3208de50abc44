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
import io.jobwheel.store.query.JobView;
import io.jobwheel.store.query.ReadMeter;
import io.jobwheel.store.query.TextSelection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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

    static GroupSnapshot of(JobGroup group, List<Job> jobs) {
      return new GroupSnapshot(
          group.id(),
          group.mode().wireName(),
          group.state(),
          group.returnWhen(),
          StateCounts.of(jobs).byState(),
          JobDocument.toMicros(group.createdAt()),
          group.startedAt() == null ? null : JobDocument.toMicros(group.startedAt()),
          group.finishedAt() == null ? null : JobDocument.toMicros(group.finishedAt()));
    }
  }

  private final UUID id;
  private final JobQueries queries;
  private final JobReader reader;

  private @Nullable GroupSnapshot shown;
  // the jobs that were sent, by their end; a redriven job ends once more
  private final Map<UUID, Instant> sent = new HashMap<>();
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
    JobGroup group = ended ? null : queries.findGroup(id).orElse(null);
    if (group == null) {
      boolean deleted = !ended;
      ended = true;
      return new EventBatch(
          deleted ? List.of(new FeedEvent("end", Map.of())) : List.of(), false, true);
    }
    // after the group, so that the jobs that have ended it have ended here, too
    List<Job> jobs =
        queries.jobsOfGroup(id, TextSelection.NONE, ReadMeter.NONE).stream()
            .map(JobView::job)
            .toList();
    boolean isFinal = group.state().isFinal();
    if (!isFinal) {
      addIfChanged(group, jobs, events);
    }
    boolean more;
    try {
      more = addFinished(jobs, meter, events);
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      if (events.isEmpty()) {
        throw e;
      }
      return new EventBatch(events, true, false); // they count as sent
    }
    if (!more && isFinal) {
      addIfChanged(group, jobs, events);
      events.add(new FeedEvent("end", Map.of()));
      ended = true;
    }
    return new EventBatch(events, more, ended);
  }

  private void addIfChanged(JobGroup group, List<Job> jobs, List<FeedEvent> events) {
    GroupSnapshot now = GroupSnapshot.of(group, jobs);
    if (!now.equals(shown)) {
      shown = now;
      events.add(new FeedEvent("group", now));
    }
  }

  /** Adds some of the jobs that have finished, and returns whether there are more. */
  private boolean addFinished(List<Job> jobs, ReadMeter meter, List<FeedEvent> events) {
    List<Job> news =
        jobs.stream()
            .filter(job -> job.finishedAt() != null)
            .filter(job -> !Objects.equals(sent.get(job.id()), job.finishedAt()))
            .sorted(Comparator.comparing(Job::finishedAt))
            .toList();
    int jobsRead = 0;
    long characters = 0;
    while (jobsRead < Math.min(news.size(), MAX_JOBS) && characters < MAX_CHARACTERS) {
      Job job = news.get(jobsRead++);
      JobView view = reader.finished(job, meter);
      String result = view.job().result();
      characters += view.job().payload().length() + (result == null ? 0 : result.length());
      events.add(new FeedEvent("finished", reader.document(view)));
      sent.put(job.id(), Objects.requireNonNull(job.finishedAt()));
    }
    return news.size() > jobsRead;
  }
}
