package io.jobwheel.api.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.event.JobReader.ShownJob;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.OutputPortion;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.query.ReadMeter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of a job: {@code job} with its document whenever that has changed, {@code output} for
 * each line in order, and {@code end} after the final document. The output of each attempt is
 * complete before that of the next, and all output comes before the final document.
 *
 * <p>The writes of an attempt's output reach the store in their order, so that no line can appear
 * before one that was read. Output that a lost attempt stores after its successor has begun is left
 * out.
 */
final class JobFeed implements EventFeed {

  /** A line of output. */
  @JsonPropertyOrder({"attempt", "line", "at", "text"})
  record LineDocument(int attempt, long line, Instant at, String text) {}

  private static final int MAX_LINES = 2_000;

  private final UUID id;
  private final JobReader jobs;
  private final JobOutputs outputs;

  private @Nullable ShownJob shown;
  private OutputCursor cursor = OutputCursor.START;
  private long position = OutputPortion.START;
  // prints that were read, and where the next line of the first one begins
  private final Deque<Print> unread = new ArrayDeque<>();
  private int offset;
  // lines that the client has already, when a stream is resumed
  private long skip;
  private boolean reset;
  private boolean ended;

  /**
   * Creates the events of a job.
   *
   * @param after the id of the last event that the client has; null for none
   */
  JobFeed(UUID id, @Nullable String after, JobReader jobs, JobOutputs outputs) {
    this.id = id;
    this.jobs = jobs;
    this.outputs = outputs;
    if (after != null) {
      Optional<OutputCursor> parsed = OutputCursor.parse(after);
      reset = parsed.isEmpty();
      parsed.ifPresent(known -> {
        cursor = new OutputCursor(known.attempt(), 0);
        skip = known.line();
      });
    }
  }

  @Override
  public String position() {
    return cursor.toString();
  }

  @Override
  public EventBatch next(ReadMeter meter) {
    List<FeedEvent> events = new ArrayList<>();
    Job job = ended ? null : jobs.find(id).orElse(null);
    if (job == null) {
      boolean deleted = !ended;
      ended = true;
      return new EventBatch(
          deleted ? List.of(new FeedEvent("end", Map.of())) : List.of(), false, true);
    }
    if (cursor.attempt() > Math.max(job.attempt(), 1)) {
      reset = true;
    }
    if (reset) {
      startAnew(events);
    }
    boolean isFinal = job.state().isFinal();
    if (!isFinal) {
      addIfChanged(job, meter, events);
    }
    try {
      boolean more = addOutput(job, meter, events);
      if (!more && isFinal) {
        addIfChanged(job, meter, events);
        events.add(new FeedEvent("end", Map.of()));
        ended = true;
      }
      return new EventBatch(events, more, ended);
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      if (events.isEmpty()) {
        throw e;
      }
      return new EventBatch(events, true, false); // they count as sent
    }
  }

  private void startAnew(List<FeedEvent> events) {
    reset = false;
    cursor = OutputCursor.START;
    position = OutputPortion.START;
    skip = 0;
    unread.clear();
    offset = 0;
    events.add(new FeedEvent("reset", Map.of()));
  }

  private void addIfChanged(Job job, ReadMeter meter, List<FeedEvent> events) {
    ShownJob now = jobs.shown(job);
    if (!now.equals(shown)) {
      JobDocument document = jobs.document(now, meter);
      shown = now;
      events.add(new FeedEvent("job", document));
    }
  }

  /** Adds a portion of output, and returns whether more follows. */
  private boolean addOutput(Job job, ReadMeter meter, List<FeedEvent> events) {
    boolean followed = false;
    if (unread.isEmpty()) {
      OutputPortion portion = outputs.after(id, cursor.attempt(), position, meter);
      position = portion.position();
      unread.addAll(portion.prints());
      followed = portion.more();
    }
    addLines(events);
    if (followed || !unread.isEmpty()) {
      return true;
    }
    if (skip > 0) { // the client names a line that does not exist
      reset = true;
      return true;
    }
    if (cursor.attempt() < job.attempt()) {
      cursor = new OutputCursor(cursor.attempt() + 1, 0);
      position = OutputPortion.START;
      return true;
    }
    return false;
  }

  /** Adds lines of the unread prints, a limited number: one print can have very many. */
  private void addLines(List<FeedEvent> events) {
    for (int lines = 0; lines < MAX_LINES && !unread.isEmpty(); lines++) {
      Print print = unread.getFirst();
      int end = print.text().indexOf('\n', offset);
      addLine(print, print.text().substring(offset, end < 0 ? print.text().length() : end), events);
      offset = end + 1;
      if (end < 0) {
        unread.removeFirst();
      }
    }
  }

  private void addLine(Print print, String line, List<FeedEvent> events) {
    cursor = new OutputCursor(cursor.attempt(), cursor.line() + 1);
    if (skip > 0) {
      skip--;
      return;
    }
    events.add(
        new FeedEvent(
            "output",
            cursor.toString(),
            new LineDocument(
                cursor.attempt(), cursor.line(), JobDocument.toMicros(print.at()), line)));
  }
}
