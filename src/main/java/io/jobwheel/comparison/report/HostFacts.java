package io.jobwheel.comparison.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * The machine and the program that measured.
 *
 * @param node the name of the node
 * @param processors the number of processors that the service can use
 * @param memoryBytes the memory of the machine or container; null if it is not known
 * @param heapBytes the maximum heap of the service
 * @param otherNodes the greatest number of other nodes that were seen, which may have run jobs
 * @param serviceVersion null if it is not known
 */
@JsonPropertyOrder({
  "node",
  "processors",
  "memoryBytes",
  "heapBytes",
  "otherNodes",
  "system",
  "javaVersion",
  "serviceVersion"
})
public record HostFacts(
    String node,
    int processors,
    @Nullable Long memoryBytes,
    long heapBytes,
    int otherNodes,
    String system,
    String javaVersion,
    @Nullable String serviceVersion) {}
