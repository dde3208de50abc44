package io.jobwheel.api;

import io.jobwheel.api.batch.BatchController;
import io.jobwheel.api.comparison.ComparisonsController;
import io.jobwheel.api.contract.ContractController;
import io.jobwheel.api.event.EventsController;
import io.jobwheel.api.group.GroupListController;
import io.jobwheel.api.group.GroupsController;
import io.jobwheel.api.index.IndexController;
import io.jobwheel.api.index.RootController;
import io.jobwheel.api.job.AttemptsController;
import io.jobwheel.api.job.JobQueriesController;
import io.jobwheel.api.job.JobsController;
import io.jobwheel.api.jobtype.JobTypesController;
import io.jobwheel.api.lane.LanesController;
import io.jobwheel.api.limit.LimitsController;
import io.jobwheel.api.loop.LoopsController;
import io.jobwheel.api.node.NodesController;
import io.jobwheel.api.operation.OperationsController;
import io.jobwheel.api.pause.PausesController;
import io.jobwheel.api.problem.ProblemAdvice;
import io.jobwheel.api.problem.ProblemErrorController;
import io.jobwheel.api.schedule.SchedulesController;
import io.jobwheel.api.server.ApiConfiguration;
import io.jobwheel.api.summary.SummaryController;
import io.jobwheel.api.webhook.DeliveriesController;
import io.jobwheel.comparison.FakeComparisons;
import io.jobwheel.comparison.ModeComparisons;
import io.jobwheel.comparison.ReportJson;
import io.jobwheel.console.ConsoleConfiguration;
import io.jobwheel.console.ConsoleController;
import io.jobwheel.dispatch.BacklogCounts;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.FleetView;
import io.jobwheel.dispatch.Node;
import io.jobwheel.dispatch.TypeLimitProperties;
import io.jobwheel.dispatch.WaitReasons;
import io.jobwheel.dispatch.event.ChangeFollowers;
import io.jobwheel.dispatch.limit.ActiveLimits;
import io.jobwheel.dispatch.request.JobAnnouncer;
import io.jobwheel.dispatch.request.JobNotFoundException;
import io.jobwheel.dispatch.request.Redeliverer;
import io.jobwheel.dispatch.submission.FakeDispatch;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.FakeLanes;
import io.jobwheel.execution.LaneControl;
import io.jobwheel.execution.Lanes;
import io.jobwheel.execution.OperatorName;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.handler.builtin.CountdownHandler;
import io.jobwheel.store.MemoryLimits;
import io.jobwheel.store.NoPauses;
import io.jobwheel.store.pause.Pauses;
import io.jobwheel.store.query.JobLists;
import io.jobwheel.time.MachineTime;
import io.jobwheel.time.Ticker;
import jakarta.validation.Validator;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP API on a real Tomcat with a fake dispatcher and store. Not a component, so that
 * component scans of other tests do not find it.
 */
@EnableAutoConfiguration(
    exclude = {DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@ComponentScan({"io.jobwheel.api.security", "io.jobwheel.schedule", "io.jobwheel.limit"})
@EnableConfigurationProperties({DispatchProperties.class, TypeLimitProperties.class})
@Import({
  MachineTime.class,
  ApiConfiguration.class,
  BatchController.class,
  ConsoleConfiguration.class,
  ConsoleController.class,
  ComparisonsController.class,
  ContractController.class,
  AttemptsController.class,
  DeliveriesController.class,
  EventsController.class,
  GroupListController.class,
  GroupsController.class,
  IndexController.class,
  JobQueriesController.class,
  JobTypesController.class,
  JobsController.class,
  LanesController.class,
  LimitsController.class,
  LoopsController.class,
  NodesController.class,
  OperationsController.class,
  PausesController.class,
  RootController.class,
  SchedulesController.class,
  ProblemAdvice.class,
  ProblemErrorController.class,
  SummaryController.class,
  TroubleController.class
})
public class ApiTestApplication {

  public static final int MAX_GROUP = 5;
  public static final Node NODE = new Node(new UUID(7, 7), "host/1");

  @Bean
  JobTypes jobTypes(Validator validator) {
    return new JobTypes(List.of(new CountdownHandler(), new AnythingHandler()), validator);
  }

  @Bean
  MemoryLimits limits() {
    return new MemoryLimits();
  }

  @Bean
  ActiveLimits activeLimits(MemoryLimits limits, Ticker ticker) {
    return new ActiveLimits(limits, ticker);
  }

  @Bean
  FakeDispatch dispatch(JobTypes types, ActiveLimits limits) {
    return new FakeDispatch(types, limits, MAX_GROUP);
  }

  @Bean
  FakeStore store() {
    return new FakeStore();
  }

  @Bean(name = JobLists.SHOWN, defaultCandidate = false)
  JobLists shownLists(FakeStore store) {
    return store;
  }

  @Bean
  BacklogCounts backlogCounts(FakeStore store) {
    return store::counted;
  }

  @Bean
  FleetView fleetView(FakeStore store) {
    return store::nodes;
  }

  @Bean
  Redeliverer redeliverer() {
    return (_, delivery) -> {
      throw new JobNotFoundException("delivery", delivery);
    };
  }

  @Bean
  FakeSchedules schedules() {
    return new FakeSchedules();
  }

  @Bean
  JobAnnouncer announcer() {
    return (_, _, _) -> {};
  }

  @Bean
  WaitReasons waitReasons(FakeStore store) {
    return store::waitReason;
  }

  @Bean
  Pauses pauses() {
    return new NoPauses();
  }

  @Bean
  ChangeFollowers followers() {
    return new ChangeFollowers();
  }

  @Bean
  FakeOperations operations() {
    return new FakeOperations();
  }

  @Bean
  ModeComparisons comparisons(JobTypes types, Lanes lanes, FakeStore store) {
    return FakeComparisons.of(types, lanes, store);
  }

  @Bean
  ReportJson reportJson(JsonMapper json) {
    return new ReportJson(json);
  }

  @Bean
  Lanes lanes() {
    return FakeLanes.ofFourSlots();
  }

  @Bean
  LaneControl laneControl(Lanes lanes, InstantSource clock, OperatorName operator) {
    return new LaneControl(lanes, clock, operator);
  }

  @Bean
  CurrentNode currentNode() {
    return () -> NODE;
  }

  @Bean
  EventLoopGroup loops() {
    return new EventLoopGroup("loop", 2);
  }
}
