package io.jobwheel.schedule;

import io.jobwheel.store.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes definitions as JSON, and keeps those that were read last. Thread-safe. */
final class Definitions {

  private static final int MAX_KEPT = 10_000;
  private static final float LOAD = 0.75f;

  private final JsonMapper json;

  // by their text; guarded by this
  private final Map<String, ScheduleDefinition> kept =
      new LinkedHashMap<>(16, LOAD, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ScheduleDefinition> eldest) {
          return size() > MAX_KEPT;
        }
      };

  Definitions(JsonMapper json) {
    this.json = json;
  }

  /**
   * Returns the definition of a schedule.
   *
   * @throws RuntimeException if it is of a later version
   */
  synchronized ScheduleDefinition of(Schedule schedule) {
    return kept.computeIfAbsent(
        schedule.definition(), text -> json.readValue(text, ScheduleDefinition.class));
  }

  /** Returns the text of a definition; equal definitions have equal texts. */
  String write(ScheduleDefinition definition) {
    return json.writeValueAsString(definition);
  }
}
