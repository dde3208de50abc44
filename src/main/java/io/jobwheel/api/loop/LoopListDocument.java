package io.jobwheel.api.loop;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.AnsweringNode;
import java.time.Instant;
import java.util.List;

/**
 * The JSON document of the event loops of a node.
 *
 * @param at when the snapshots began, by the node's clock
 * @param stacks the stacks of tasks and slow steps, each once, innermost frame first; they name one
 *     by its index
 */
@JsonPropertyOrder({"node", "at", "items", "stacks"})
record LoopListDocument(
    AnsweringNode node, Instant at, List<LoopDocument> items, List<List<String>> stacks) {}
