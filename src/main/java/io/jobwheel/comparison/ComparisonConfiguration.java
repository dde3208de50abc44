package io.jobwheel.comparison;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.dispatch.DispatchProperties;
import io.jobwheel.dispatch.request.JobAwaiter;
import io.jobwheel.dispatch.request.JobCanceller;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.execution.Lanes;
import io.jobwheel.handler.JobTypes;
import io.jobwheel.store.comparison.Comparisons;
import io.jobwheel.store.query.JobQueries;
import io.jobwheel.time.Ticker;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import tools.jackson.databind.json.JsonMapper;

/** Wires comparisons of modes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ComparisonProperties.class)
class ComparisonConfiguration {

  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
  private final InstantSource clock;
  private final Ticker ticker;

  ComparisonConfiguration(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  @Bean
  ReportJson reportJson(JsonMapper json) {
    return new ReportJson(json);
  }

  @Bean
  ComparisonValidator comparisonValidator(
      JobTypes types, Lanes lanes, DispatchProperties properties) {
    return new ComparisonValidator(types, lanes, properties.maxGroup());
  }

  @Bean
  GroupCanceller groupCanceller(JobQueries queries, JobCanceller canceller) {
    return new GroupCanceller(queries, canceller);
  }

  @Bean
  RoundRunner roundRunner(
      JobSubmitter submitter,
      JobAwaiter awaiter,
      JobQueries queries,
      Comparisons comparisons,
      Lanes lanes,
      EventLoopGroup loops,
      ComparisonProperties properties) {
    return new RoundRunner(
        submitter, awaiter, queries, comparisons, lanes, loops, properties.roundTimeout());
  }

  /** Stops before the drain, so that the drain does not wait for the jobs of a comparison. */
  @Bean
  @DependsOn("gracefulShutdown")
  ComparisonRunner comparisonRunner(
      RoundRunner rounds,
      Comparisons comparisons,
      GroupCanceller canceller,
      ReportJson json,
      Lanes lanes,
      CurrentNode node,
      ObjectProvider<BuildProperties> build,
      DispatchProperties properties) {
    BuildProperties known = build.getIfAvailable();
    ComparisonProcess process =
        new ComparisonProcess(
            rounds,
            comparisons,
            lanes,
            node,
            ids::generate,
            known == null ? null : known.getVersion(),
            properties.writeTimeout());
    ComparisonEnder ender =
        new ComparisonEnder(comparisons, canceller, properties.writeTimeout(), clock);
    return new ComparisonRunner(
        comparisons, process, ender, json, node, properties.writeTimeout(), ticker);
  }

  @Bean
  ModeComparisons modeComparisons(
      ComparisonValidator validator,
      Comparisons store,
      ComparisonStarter starter,
      GroupCanceller canceller,
      Lanes lanes,
      CurrentNode node,
      DispatchProperties properties) {
    return new ModeComparisons(
        validator, store, starter, canceller, lanes, node, ids, properties.writeTimeout(), clock);
  }
}
