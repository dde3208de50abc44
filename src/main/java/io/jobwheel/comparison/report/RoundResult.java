package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one round of a mode has measured.
 *
 * @param group the group of its jobs
 * @param totalSeconds from the submission of the first job to the end of the last
 * @param waitSeconds from submission to start, the median over the jobs; null if none has started
 * @param runSeconds from start to end, the median over the jobs; null if none has started
 * @param processorSeconds processor time of this node and its worker processes during the round;
 *     null if it could not be measured
 * @param processorShare processor time as a part of the time in which jobs ran, about 0 to 1; null
 *     if it could not be measured
 * @param loopDelaySeconds an upper bound of the delay that 99 % of the steps of the event loops had
 *     during the round; null without steps
 * @param workerMemoryBytes the greatest resident memory of all worker processes together that was
 *     seen during the round; null for other modes, and if it is not known
 * @param failed the number of jobs that did not succeed
 */
@JsonPropertyOrder({
  "group",
  "totalSeconds",
  "waitSeconds",
  "runSeconds",
  "processorSeconds",
  "processorShare",
  "loopDelaySeconds",
  "workerMemoryBytes",
  "failed"
})
public record RoundResult(
    UUID group,
    double totalSeconds,
    @Nullable Double waitSeconds,
    @Nullable Double runSeconds,
    @Nullable Double processorSeconds,
    @Nullable Double processorShare,
    @Nullable Double loopDelaySeconds,
    @Nullable Long workerMemoryBytes,
    int failed) {}
