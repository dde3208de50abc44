package io.jobwheel.comparison;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request for a comparison, before validation. {@code null} stands for a field that is
 * absent.
 *
 * @param payload the payload of all jobs of a round, as JSON
 * @param payloads the payloads of the jobs of a round, as JSON, instead of {@code payload}
 * @param modes wire names of modes; default: all modes of the type that this node serves
 * @param jobs the number of jobs of a round, with {@code payload} only; default: 3
 * @param repeats the number of measured rounds of each mode; default: 3
 * @param force whether to run on a busy node; default: false
 */
@JsonPropertyOrder({"type", "payload", "payloads", "modes", "jobs", "repeats", "force"})
public record ComparisonRequest(
    @Nullable String type,
    @Nullable String payload,
    @Nullable List<@Nullable String> payloads,
    @Nullable List<@Nullable String> modes,
    @Nullable Integer jobs,
    @Nullable Integer repeats,
    @Nullable Boolean force) {}
