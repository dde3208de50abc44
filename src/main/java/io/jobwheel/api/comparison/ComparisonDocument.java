package io.jobwheel.api.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.job.RawJsonValue;
import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.comparison.Comparison;
import io.jobwheel.store.comparison.Comparison.ComparisonResult;
import io.jobwheel.store.comparison.ComparisonSpec;
import io.jobwheel.store.comparison.ComparisonState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a comparison.
 *
 * @param modes the wire names, in the order of their turns
 * @param jobs the number of jobs of a round
 * @param repeats the number of measured rounds of each mode
 * @param forced whether the node was busy when it began
 * @param createdBy the submitter of its jobs; omitted if authentication was disabled
 * @param finishedAt {@code null} until it has ended
 * @param winner the fastest mode; {@code null} until it is completed, and if there is none
 * @param error why it failed or was interrupted; omitted otherwise
 * @param payloads one for all jobs of a round, or one for each; omitted in lists
 * @param report the measurements and what follows from them; omitted until it is completed, and in
 *     lists
 */
@JsonPropertyOrder({
  "id",
  "type",
  "modes",
  "jobs",
  "repeats",
  "forced",
  "state",
  "progress",
  "createdBy",
  "createdAt",
  "finishedAt",
  "winner",
  "error",
  "payloads",
  "report"
})
record ComparisonDocument(
    UUID id,
    String type,
    List<String> modes,
    int jobs,
    int repeats,
    boolean forced,
    ComparisonState state,
    RoundsDocument progress,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String createdBy,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable String winner,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReasonDocument error,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJsonValue payloads,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RawJsonValue report) {

  /**
   * How far it is.
   *
   * @param rounds the number of rounds of all modes, including those that warm up
   * @param done the number of rounds that have ended
   * @param group the group of the latest round, which may not be submitted yet; {@code null} before
   *     the first
   */
  @JsonPropertyOrder({"rounds", "done", "group"})
  record RoundsDocument(int rounds, int done, @Nullable UUID group) {}

  /**
   * Why there is no report.
   *
   * @param code a stable name
   */
  @JsonPropertyOrder({"code", "message"})
  record ReasonDocument(String code, @Nullable String message) {}

  static ComparisonDocument of(Comparison comparison) {
    ComparisonSpec spec = comparison.spec();
    ComparisonResult result =
        comparison.result() == null ? ComparisonResult.NONE : comparison.result();
    ExecutionMode winner = result.winner();
    String code = result.errorCode();
    return new ComparisonDocument(
        comparison.id(),
        spec.type(),
        spec.modes().stream().map(ExecutionMode::wireName).toList(),
        spec.jobs(),
        spec.repeats(),
        spec.forced(),
        comparison.state(),
        new RoundsDocument(spec.rounds(), comparison.done(), comparison.group()),
        comparison.createdBy(),
        comparison.createdAt(),
        comparison.finishedAt(),
        winner == null ? null : winner.wireName(),
        code == null ? null : new ReasonDocument(code, result.errorMessage()),
        raw(spec.payloads()),
        raw(result.report()));
  }

  private static @Nullable RawJsonValue raw(@Nullable String text) {
    return text == null ? null : new RawJsonValue(text);
  }
}
