package io.jobwheel.limit;

import io.jobwheel.job.InvalidJobException;
import io.jobwheel.limit.LimitProperties.ConfiguredLimit;
import io.jobwheel.store.limit.LimitSpec;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The limits of the configuration, validated. Immutable. */
final class ConfiguredLimits {

  private final SortedMap<String, LimitSpec> specs;

  /**
   * Validates the limits.
   *
   * @throws InvalidLimitException if one is invalid
   */
  ConfiguredLimits(LimitProperties properties) {
    SortedMap<String, LimitSpec> valid = new TreeMap<>();
    for (Map.Entry<String, ConfiguredLimit> each : properties.limits().entrySet()) {
      try {
        valid.put(
            each.getKey(), LimitSpecValidator.validate(each.getKey(), each.getValue().request()));
      } catch (InvalidJobException e) {
        throw new InvalidLimitException(each.getKey(), e);
      }
    }
    specs = Collections.unmodifiableSortedMap(valid);
  }

  /** Returns the definitions by name. */
  SortedMap<String, LimitSpec> specs() {
    return specs;
  }
}
