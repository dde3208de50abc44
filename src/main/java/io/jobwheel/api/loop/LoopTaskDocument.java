package io.jobwheel.api.loop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.eventloop.TaskInfo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a task that has not ended.
 *
 * @param id number of the task within its loop, from 1
 * @param jobId the job that the task is a part of; {@code null} if it belongs to none
 * @param waitsFor what the task is suspended in; {@code null} if it is not suspended
 * @param place innermost frame of the handler's code, or else of user code; {@code null} if there
 *     is none
 * @param awaits ids of the tasks that it waits for
 * @param awaitsLeftOut number of such ids that are not listed
 * @param stack index of its stack in the list of all; {@code null} if it has none, or if there are
 *     too many different stacks
 */
@JsonPropertyOrder({
  "id",
  "name",
  "jobId",
  "ageSeconds",
  "state",
  "waitsFor",
  "place",
  "awaits",
  "awaitsLeftOut",
  "stack"
})
record LoopTaskDocument(
    long id,
    String name,
    @Nullable UUID jobId,
    double ageSeconds,
    TaskInfo.TaskState state,
    @Nullable String waitsFor,
    @Nullable String place,
    List<Long> awaits,
    int awaitsLeftOut,
    @Nullable Integer stack) {

  static LoopTaskDocument of(TaskInfo task, List<Long> awaited, LoopTexts texts) {
    List<Long> awaits = texts.awaits(awaited);
    return new LoopTaskDocument(
        task.id(),
        texts.name(task.name()),
        LoopTexts.jobOf(task.label()),
        LoopTimesDocument.seconds(task.age()),
        task.state(),
        task.waitsFor() == null ? null : texts.name(task.waitsFor()),
        texts.place(task),
        awaits,
        awaited.size() - awaits.size(),
        texts.stack(task.stack()));
  }
}
