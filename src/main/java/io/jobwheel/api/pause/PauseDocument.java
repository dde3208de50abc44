package io.jobwheel.api.pause;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.store.pause.Pause;
import io.jobwheel.store.pause.PauseKind;
import io.jobwheel.store.pause.PauseTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a pause.
 *
 * @param target the kind and the name, as in {@code type:http}
 * @param known whether this node has the type; omitted for submitters
 * @param pausedBy the submitter of the request; omitted if authentication was disabled
 * @param until omitted if the pause does not end by itself
 */
@JsonPropertyOrder({"target", "known", "reason", "pausedBy", "since", "until"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record PauseDocument(
    String target,
    @Nullable Boolean known,
    @Nullable String reason,
    @Nullable String pausedBy,
    Instant since,
    @Nullable Instant until) {

  static PauseDocument of(Pause pause, JobTypes types) {
    PauseTarget target = pause.target();
    return new PauseDocument(
        target.toString(),
        target.kind() == PauseKind.TYPE ? types.find(target.name()).isPresent() : null,
        pause.reason(),
        pause.pausedBy(),
        pause.since(),
        pause.until());
  }
}
