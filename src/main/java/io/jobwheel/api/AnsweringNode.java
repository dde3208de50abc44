package io.jobwheel.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.dispatch.Node;
import java.util.UUID;

/**
 * The JSON document of the node that an answer is about, which is the one that gave it.
 *
 * @param id new at each start of the node, and after a lost lease
 * @param name host name and process id
 */
@JsonPropertyOrder({"id", "name"})
public record AnsweringNode(UUID id, String name) {

  public static AnsweringNode of(Node node) {
    return new AnsweringNode(node.id(), node.name());
  }
}
