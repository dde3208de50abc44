package io.jobwheel.api.event;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.event.JobReader.ShownJob;
import io.jobwheel.api.job.JobDocument;
import io.jobwheel.job.Job;
import io.jobwheel.store.JobOutputs;
import io.jobwheel.store.JobOutputs.OutputPortion;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.query.ReadMeter;
import java.time.Instant;
import java.util.ArrayList;
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

  private final UUID id;
  private final JobReader jobs;
  private final JobOutputs outputs;

  private @Nullable ShownJob shown;
  private OutputCursor cursor = OutputCursor.START;
  private long position = OutputPortion.START;
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
    boolean more = addOutput(job, meter, events);
    if (!more && isFinal) {
      addIfChanged(job, meter, events);
      events.add(new FeedEvent("end", Map.of()));
      ended = true;
    }
    return new EventBatch(events, more, ended);
  }

  private void startAnew(List<FeedEvent> events) {
    reset = false;
    cursor = OutputCursor.START;
    position = OutputPortion.START;
    skip = 0;
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
    OutputPortion portion = outputs.after(id, cursor.attempt(), position, meter);
    position = portion.position();
    portion.prints().forEach(print -> addLines(print, events));
    if (portion.more()) {
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

  private void addLines(Print print, List<FeedEvent> events) {
    for (String line : print.text().split("\n", -1)) {
      cursor = new OutputCursor(cursor.attempt(), cursor.line() + 1);
      if (skip > 0) {
        skip--;
      } else {
        events.add(
            new FeedEvent(
                "output",
                cursor.toString(),
                new LineDocument(
                    cursor.attempt(), cursor.line(), JobDocument.toMicros(print.at()), line)));
      }
    }
  }
}
