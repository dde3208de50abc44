package io.jobwheel.limit;

import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.store.limit.Limit;
import io.jobwheel.store.limit.LimitSpec;
import io.jobwheel.store.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stores the limits of the configuration at the start, before the node accepts jobs, and leaves
 * those that are not in it any more to the API.
 */
final class ConfiguredLimitWriter implements SmartLifecycle {

  /** Before the phase of the node, 0. */
  static final int PHASE = -1;

  private static final Logger log = LoggerFactory.getLogger(ConfiguredLimitWriter.class);

  private final ConfiguredLimits configured;
  private final Limits limits;
  private final LimitEditor editor;
  private final TypeLimitProperties types;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  ConfiguredLimitWriter(
      ConfiguredLimits configured, Limits limits, LimitEditor editor, TypeLimitProperties types) {
    this.configured = configured;
    this.limits = limits;
    this.editor = editor;
    this.types = types;
  }

  @Override
  public void start() {
    Map<String, LimitSpec> specs = configured.specs();
    specs.forEach(editor::putConfigured);
    for (Limit limit : limits.list(null, Integer.MAX_VALUE)) {
      if (limit.configured() && !specs.containsKey(limit.name())) {
        editor.dropConfigured(limit.name());
        log.warn(
            "limit {} - stays in force, and can be deleted by the API: it is not in the"
                + " configuration any more",
            limit.name());
      }
    }
    requireLimitsOfTypes();
    running = true;
    if (!specs.isEmpty()) {
      log.info("limits of the configuration are stored (limits={})", specs.size());
    }
  }

  /** Otherwise, each job of the type would be refused. */
  private void requireLimitsOfTypes() {
    List<String> missing = new ArrayList<>();
    new TreeMap<>(types.types())
        .forEach((type, defaults) ->
            new TreeSet<>(defaults.limits().keySet())
                .stream()
                    .filter(name -> limits.find(name).isEmpty())
                    .map(name ->
                        "jobwheel.types.%s.limits.%s: there is no limit '%s'"
                            .formatted(type, name, name))
                    .forEach(missing::add));
    if (!missing.isEmpty()) {
      throw new InvalidLimitException(missing);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
