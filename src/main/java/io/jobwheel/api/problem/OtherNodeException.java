package io.jobwheel.api.problem;

import io.jobwheel.dispatch.Node;
import java.util.UUID;

/** A request is for another node than the one that answers it. */
public final class OtherNodeException extends RuntimeException {

  private final UUID answering;

  /**
   * Creates the exception.
   *
   * @param answering the node that answers
   * @param wanted the node that the request is for
   */
  public OtherNodeException(Node answering, UUID wanted) {
    super(
        ("The node %s (%s) received the request, not %s. Nothing was changed. Repeat the request"
                + " until it reaches that node, or send it to the node directly.")
            .formatted(answering.id(), answering.name(), wanted));
    this.answering = answering.id();
  }

  UUID answering() {
    return answering;
  }
}
