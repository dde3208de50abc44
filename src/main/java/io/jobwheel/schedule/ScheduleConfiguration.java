package io.jobwheel.schedule;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.request.FireEndListener;
import io.jobwheel.dispatch.request.JobAnnouncer;
import io.jobwheel.dispatch.request.JobPlanner;
import io.jobwheel.store.schedule.Schedules;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Wires schedules. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScheduleProperties.class)
class ScheduleConfiguration {

  @Bean
  Definitions scheduleDefinitions(JsonMapper json) {
    return new Definitions(json);
  }

  @Bean
  ScheduleMetrics scheduleMetrics(MeterRegistry registry) {
    return new ScheduleMetrics(registry);
  }

  @Bean
  ScheduleValidator scheduleValidator(RequestReader requests) {
    return new ScheduleValidator(requests);
  }

  @Bean
  ConfiguredSchedules configuredSchedules(
      ScheduleProperties properties, ScheduleValidator validator) {
    return new ConfiguredSchedules(properties, validator);
  }

  /** Validates the schedules of the configuration early. */
  @Bean
  StartCheck scheduleCheck(ObjectProvider<ConfiguredSchedules> configured) {
    return () -> {
      var _ = configured.getObject();
    };
  }

  @Bean
  ConfiguredScheduleWriter configuredScheduleWriter(
      ConfiguredSchedules configured, Schedules schedules, ScheduleEditor editor) {
    return new ConfiguredScheduleWriter(configured, schedules, editor);
  }

  @Bean
  FireJobs fireJobs(JobPlanner planner, RequestReader requests) {
    return new FireJobs(planner, requests);
  }

  @Bean
  FiredSchedules firedSchedules(JobAnnouncer announcer, ScheduleMetrics metrics) {
    return new FiredSchedules(announcer, metrics);
  }

  @Bean
  ScheduleRunner scheduleRunner(
      Schedules schedules,
      Definitions definitions,
      FireJobs jobs,
      FiredSchedules fired,
      ScheduleMetrics metrics,
      DispatchProperties properties,
      Ticker ticker) {
    return new ScheduleRunner(
        schedules,
        new DuePlanner(definitions, jobs),
        fired,
        metrics,
        properties.writeTimeout(),
        ticker);
  }

  @Bean
  FireEndListener fireEndListener(ScheduleRunner runner) {
    return runner::jobEnded;
  }

  @Bean
  ScheduleEditor scheduleEditor(
      Schedules schedules,
      Definitions definitions,
      ScheduleRunner runner,
      DispatchProperties properties) {
    return new ScheduleEditor(schedules, definitions, runner::wake, properties.writeTimeout());
  }

  @Bean
  ScheduleReader scheduleReader(Schedules schedules, Definitions definitions) {
    return new ScheduleReader(schedules, definitions);
  }

  @Bean
  ScheduleStarter scheduleStarter(
      Schedules schedules,
      Definitions definitions,
      FireJobs jobs,
      FiredSchedules fired,
      DispatchProperties properties,
      InstantSource clock) {
    return new ScheduleStarter(
        schedules, definitions, jobs, fired, properties.writeTimeout(), clock);
  }
}
