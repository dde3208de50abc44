package io.jobwheel.api.operation;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.jobwheel.store.operation.Operation;
import io.jobwheel.store.operation.OperationAction;
import org.jspecify.annotations.Nullable;

/**
 * The JSON document of a dry run.
 *
 * @param matched the number of jobs that match now
 */
@JsonPropertyOrder({"action", "filter", "matched"})
record DryRunDocument(OperationAction action, FilterDocument filter, @Nullable Long matched) {

  static DryRunDocument of(Operation operation) {
    return new DryRunDocument(
        operation.spec().action(),
        FilterDocument.of(operation.spec().filter()),
        operation.progress().matched());
  }
}
