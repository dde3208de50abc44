package io.jobwheel.store.jdbc.row;

import static java.util.stream.Collectors.toCollection;

import io.jobwheel.job.ExecutionMode;
import io.jobwheel.store.query.FleetCapabilities;
import io.jobwheel.store.query.NodeCapabilities;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Converts capabilities to and from JSON, which nodes of other versions also read. */
public final class CapabilitiesJson {

  private static final Logger log = LoggerFactory.getLogger(CapabilitiesJson.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The JSON: names of types, and wire names of modes. */
  private record StoredCapabilities(Set<String> types, Set<String> modes) {}

  private CapabilitiesJson() {}

  /** Returns the same text for equal capabilities. */
  public static String write(NodeCapabilities capabilities) {
    return JSON.writeValueAsString(
        new StoredCapabilities(
            new TreeSet<>(capabilities.types()),
            capabilities.modes().stream()
                .map(ExecutionMode::wireName)
                .collect(toCollection(TreeSet::new))));
  }

  /**
   * Returns the capabilities of a fleet.
   *
   * @param texts those of its nodes; {@code null} for nodes that have published none
   */
  public static FleetCapabilities read(Collection<@Nullable String> texts) {
    Set<NodeCapabilities> published = new HashSet<>();
    boolean complete = true;
    for (String text : texts) {
      NodeCapabilities capabilities = text == null ? null : read(text);
      if (capabilities == null) {
        complete = false;
      } else {
        published.add(capabilities);
      }
    }
    return new FleetCapabilities(published, complete);
  }

  /** Returns the capabilities, or {@code null} if the text of another version is not understood. */
  private static @Nullable NodeCapabilities read(String text) {
    try {
      StoredCapabilities stored = JSON.readValue(text, StoredCapabilities.class);
      Set<ExecutionMode> modes = new HashSet<>();
      for (String mode : stored.modes()) {
        ExecutionMode.named(mode).ifPresent(modes::add);
      }
      return new NodeCapabilities(stored.types(), modes);
    } catch (RuntimeException e) { // invalid JSON or a missing field
      log.debug("Published capabilities cannot be decoded: {}", e.toString());
      return null;
    }
  }
}
