package io.jobwheel.comparison;

/** Thrown if a comparison would run beside other jobs. Nothing is stored. */
public final class NodeBusyException extends RuntimeException {

  NodeBusyException(String reason) {
    super(
        "%s. The times of a comparison would depend on that. Wait until the node is idle, or repeat the request with \"force\": true."
            .formatted(reason));
  }
}
