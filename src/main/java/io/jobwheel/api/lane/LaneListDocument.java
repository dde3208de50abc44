package io.jobwheel.api.lane;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.api.AnsweringNode;
import java.util.List;

/**
 * The JSON document of the lanes of a node.
 *
 * @param items one lane for each mode, in the order of the modes
 */
@JsonPropertyOrder({"node", "items"})
record LaneListDocument(AnsweringNode node, List<LaneDocument> items) {}
