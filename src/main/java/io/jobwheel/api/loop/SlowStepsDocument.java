package io.jobwheel.api.loop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.eventloop.SlowStep;
import io.jobwheel.eventloop.SlowSteps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of the periods in which a loop made no progress.
 *
 * @param count number of slow steps since the start of the loop
 * @param starvations number of times that a task waited too long for a carrier thread
 * @param places number of sampled slow steps by place, the most frequent first
 * @param recent the latest slow steps and starvations, oldest first
 */
@JsonPropertyOrder({"count", "starvations", "places", "recent"})
record SlowStepsDocument(
    long count, long starvations, List<PlaceCount> places, List<SlowStepDocument> recent) {

  /** The number of slow steps whose innermost frame of user code is the place. */
  @JsonPropertyOrder({"place", "count"})
  record PlaceCount(String place, long count) {}

  /**
   * The JSON document of a slow step or starvation.
   *
   * @param task name of the task; {@code callback} for a callback
   * @param jobId the job that the task is a part of; {@code null} if it belongs to none
   * @param startedAt when it began, by the node's clock; can differ by some milliseconds from
   *     answer to answer
   * @param ended false while it lasts
   * @param place innermost frame of user code; {@code null} if no stack was sampled
   * @param stack index of its stack in the list of all; {@code null} if no stack was sampled, or if
   *     there are too many different stacks
   */
  @JsonPropertyOrder({"cause", "task", "jobId", "startedAt", "seconds", "ended", "place", "stack"})
  record SlowStepDocument(
      SlowStep.Cause cause,
      String task,
      @Nullable UUID jobId,
      Instant startedAt,
      double seconds,
      boolean ended,
      @Nullable String place,
      @Nullable Integer stack) {

    static SlowStepDocument of(SlowStep step, Instant now, LoopTexts texts) {
      return new SlowStepDocument(
          step.cause(),
          texts.name(step.task()),
          LoopTexts.jobOf(step.label()),
          now.minus(step.age()).truncatedTo(ChronoUnit.MILLIS),
          LoopTimesDocument.seconds(step.took()),
          step.ended(),
          texts.place(step.place()),
          texts.stack(step.stack()));
    }
  }

  static SlowStepsDocument of(SlowSteps slow, Instant now, LoopTexts texts) {
    return new SlowStepsDocument(
        slow.steps(),
        slow.starvations(),
        slow.places().entrySet().stream()
            .map(place -> new PlaceCount(texts.name(place.getKey()), place.getValue()))
            .sorted(Comparator.comparingLong(PlaceCount::count).reversed())
            .toList(),
        slow.recent().stream().map(step -> SlowStepDocument.of(step, now, texts)).toList());
  }
}
