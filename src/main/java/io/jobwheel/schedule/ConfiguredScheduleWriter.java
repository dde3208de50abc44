package io.jobwheel.schedule;

import io.jobwheel.store.schedule.Schedule;
import io.jobwheel.store.schedule.Schedules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Stores the schedules of the configuration at the start, before the node fires any, and gives
 * those up that are not in it any more.
 */
final class ConfiguredScheduleWriter implements SmartLifecycle {

  /** Before {@link ScheduleRunner#PHASE}, which fires them. */
  static final int PHASE = ScheduleRunner.PHASE - 1;

  private static final int PAGE = 1_000;

  private static final Logger log = LoggerFactory.getLogger(ConfiguredScheduleWriter.class);

  private final ConfiguredSchedules configured;
  private final Schedules schedules;
  private final ScheduleEditor editor;

  // written by the container's thread, read by any thread
  private volatile boolean running;

  ConfiguredScheduleWriter(
      ConfiguredSchedules configured, Schedules schedules, ScheduleEditor editor) {
    this.configured = configured;
    this.schedules = schedules;
    this.editor = editor;
  }

  @Override
  public void start() {
    Map<String, ScheduleDefinition> definitions = configured.definitions();
    definitions.forEach(editor::putConfigured);
    dropAllBut(definitions.keySet());
    running = true;
    if (!definitions.isEmpty()) {
      log.info("schedules of the configuration are stored (schedules={})", definitions.size());
    }
  }

  private void dropAllBut(Set<String> kept) {
    @Nullable String after = null;
    List<Schedule> page;
    do {
      page = schedules.list(after, PAGE);
      for (Schedule schedule : page) {
        if (schedule.configured() && !kept.contains(schedule.name())) {
          editor.dropConfigured(schedule.name());
          log.warn(
              "schedule {} - paused: it is not in the configuration any more", schedule.name());
        }
        after = schedule.name();
      }
    } while (page.size() == PAGE);
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
