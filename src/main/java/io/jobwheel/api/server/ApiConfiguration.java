package io.jobwheel.api.server;

import io.jobwheel.api.event.EventStreams;
import io.jobwheel.api.event.StreamThreads;
import io.jobwheel.api.job.DeferredResponseHandler;
import io.jobwheel.api.job.PreferredWait;
import io.jobwheel.api.management.ActuatorArgumentCheck;
import io.jobwheel.api.management.ActuatorBodyReader;
import io.jobwheel.api.problem.ProblemValve;
import io.jobwheel.api.problem.ProblemWriter;
import io.jobwheel.api.request.ApiProperties;
import io.jobwheel.api.request.BodyBudgetFilter;
import io.jobwheel.api.request.BodyLimitFilter;
import io.jobwheel.api.request.BodyLimits;
import io.jobwheel.api.request.ContentNegotiation;
import io.jobwheel.api.request.KnownParameters;
import io.jobwheel.api.request.RequestMemory;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.request.ResponseBudgetFilter;
import io.jobwheel.api.request.VersionedDocuments;
import io.jobwheel.api.security.CurrentSubmitter;
import io.jobwheel.api.security.InternalCredentials;
import io.jobwheel.api.submit.LateResponseFilter;
import io.jobwheel.api.submit.LateResponseWriter;
import io.jobwheel.api.submit.RequestTrace;
import io.jobwheel.api.submit.StoredRequestReader;
import io.jobwheel.api.submit.SubmissionAdapter;
import io.jobwheel.api.submit.SubmitBodyReader;
import io.jobwheel.api.submit.SubmitResponseHandler;
import io.jobwheel.api.webhook.EventDocuments;
import io.jobwheel.dispatch.request.JobFollower;
import io.jobwheel.dispatch.request.JobSubmitter;
import io.jobwheel.execution.attempt.Tracing;
import io.jobwheel.handler.StrictJson;
import io.jobwheel.schedule.RequestReader;
import io.jobwheel.threads.VitalThreads;
import io.jobwheel.time.Ticker;
import io.jobwheel.webhook.EventBodies;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Valve;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskExecutor;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.util.unit.DataSize;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import tools.jackson.databind.json.JsonMapper;

/** Configures the HTTP API and its server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiProperties.class)
public class ApiConfiguration {

  private static final String RESPONSE_WRITER = "responseWriter";
  private static final String STREAM_WRITER = "streamWriter";
  private static final String STREAM_READERS = "streamReaders";
  private static final int STREAM_READER_THREADS = 4;

  private static final int BODY_LIMIT_ORDER = Ordered.LOWEST_PRECEDENCE - 1;
  private static final Duration MAX_WAIT_FOR_BUDGET = Duration.ofSeconds(10);

  // copies of a body: bytes, characters, a tree, text, and parameters of a statement
  private static final int PARSED_FACTOR = 8;

  /**
   * Makes the parser strict. Applied last, so that no property can relax it and change the meaning
   * of requests.
   */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  JsonMapperBuilderCustomizer strictJson() {
    return StrictJson::configure;
  }

  @Bean
  EventBodies eventBodies(JsonMapper json) {
    return new EventDocuments(json);
  }

  @Bean
  RequestReader requestReader(JsonMapper json) {
    return new StoredRequestReader(json);
  }

  @Bean
  PreferredWait preferredWait(ApiProperties properties) {
    return new PreferredWait(properties.maxWait());
  }

  @Bean
  RequestTrace requestTrace(ObjectProvider<Tracing> tracing) {
    return new RequestTrace(tracing.getIfAvailable(() -> Tracing.OFF));
  }

  @Bean
  SubmissionAdapter submissionAdapter(
      JobSubmitter jobs, RequestTrace trace, CurrentSubmitter submitter) {
    return new SubmissionAdapter(jobs, trace, submitter);
  }

  @Bean
  WarmUp apiWarmUp(
      ApplicationContext context,
      ApiProperties properties,
      InternalCredentials access,
      Ticker ticker) {
    return new WarmUp(context, properties, access, ticker, WarmUp.TIMEOUT);
  }

  @Bean
  ProblemWriter problemWriter(JsonMapper json) {
    return new ProblemWriter(json);
  }

  @Bean
  VersionedDocuments versionedDocuments(JsonMapper json) {
    return new VersionedDocuments(json);
  }

  @Bean
  BodyLimits bodyLimits(ApiProperties properties) {
    return new BodyLimits(properties.maxBody(), properties.maxBatchBody());
  }

  @Bean
  FilterRegistrationBean<BodyLimitFilter> bodyLimit(BodyLimits limits, ProblemWriter problems) {
    FilterRegistrationBean<BodyLimitFilter> registration =
        new FilterRegistrationBean<>(new BodyLimitFilter(limits, problems));
    registration.setOrder(BODY_LIMIT_ORDER);
    return registration;
  }

  @Bean
  ContentNegotiation contentNegotiation() {
    return new ContentNegotiation();
  }

  @Bean
  ActuatorArgumentCheck operationArguments() {
    return new ActuatorArgumentCheck();
  }

  @Bean
  FilterRegistrationBean<ContentNegotiation> contentNegotiationFilter(
      ContentNegotiation negotiation) {
    return new FilterRegistrationBean<>(negotiation);
  }

  /** Also applies to management endpoints, unlike an interceptor of a {@link WebMvcConfigurer}. */
  @Bean
  MappedInterceptor contentNegotiationInterceptor(ContentNegotiation negotiation) {
    return new MappedInterceptor(null, negotiation);
  }

  /** Limits bodies that are being received; a sixteenth of the heap. */
  @Bean
  FilterRegistrationBean<BodyBudgetFilter> receivedBodies(
      BodyLimits limits, ProblemWriter problems) {
    return received(false, limits, problems);
  }

  /** Limits batches that are being received, apart, since one slow batch can take all of it. */
  @Bean
  FilterRegistrationBean<BodyBudgetFilter> receivedBatches(
      BodyLimits limits, ProblemWriter problems) {
    return received(true, limits, problems);
  }

  private static FilterRegistrationBean<BodyBudgetFilter> received(
      boolean batches, BodyLimits limits, ProblemWriter problems) {
    RequestMemory memory = requestMemory(16, 1);
    return ordered(BODY_LIMIT_ORDER - 1, new BodyBudgetFilter(memory, limits, batches, problems));
  }

  /** Limits bodies that are being parsed and stored; an eighth of the heap. */
  @Bean(RequestMemory.PARSED)
  RequestMemory parsedBodyMemory() {
    return requestMemory(8, PARSED_FACTOR);
  }

  @Bean
  FilterRegistrationBean<BodyBudgetFilter> parsedBodies(
      @Qualifier(RequestMemory.PARSED) RequestMemory memory,
      BodyLimits limits,
      ProblemWriter problems) {
    return ordered(BODY_LIMIT_ORDER + 1, new BodyBudgetFilter(memory, limits, false, problems));
  }

  private static RequestMemory requestMemory(int partOfHeap, int factor) {
    DataSize memory = DataSize.ofBytes(Runtime.getRuntime().maxMemory() / partOfHeap);
    return new RequestMemory(memory, factor, MAX_WAIT_FOR_BUDGET);
  }

  private static FilterRegistrationBean<BodyBudgetFilter> ordered(
      int order, BodyBudgetFilter filter) {
    FilterRegistrationBean<BodyBudgetFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    return registration;
  }

  @Bean
  ServerThreads serverThreads(ObjectProvider<VitalThreads> vital) {
    return new ServerThreads(vital.getIfAvailable(VitalThreads::new));
  }

  @Bean
  ResponseBudget responseBudget(ApiProperties properties) {
    return new ResponseBudget(properties.responseBudgetBytes());
  }

  @Bean(name = STREAM_WRITER, defaultCandidate = false)
  ThreadPoolTaskExecutor streamWriter() {
    return streamThreads("event-writer-", 1);
  }

  @Bean(name = STREAM_READERS, defaultCandidate = false)
  ThreadPoolTaskExecutor streamReaders() {
    return streamThreads("event-reader-", STREAM_READER_THREADS);
  }

  private static ThreadPoolTaskExecutor streamThreads(String prefix, int threads) {
    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
    executor.setThreadNamePrefix(prefix);
    executor.setCorePoolSize(threads);
    executor.setMaxPoolSize(threads);
    executor.setDaemon(true);
    executor.setAcceptTasksAfterContextClose(true);
    return executor; // each stream has at most one task in its queue
  }

  @Bean
  EventStreams eventStreams(
      JobFollower follower,
      ResponseBudget budget,
      JsonMapper json,
      @Qualifier(STREAM_WRITER) TaskExecutor writer,
      @Qualifier(STREAM_READERS) TaskExecutor readers,
      InstantSource clock,
      Ticker ticker,
      ApiProperties properties,
      MeterRegistry registry) {
    StreamThreads threads = new StreamThreads(writer, readers);
    return new EventStreams(
        follower, budget, json, threads, clock, ticker, properties.streams(), registry);
  }

  @Bean
  FilterRegistrationBean<LateResponseFilter> lateResponseFilter() {
    FilterRegistrationBean<LateResponseFilter> registration =
        new FilterRegistrationBean<>(new LateResponseFilter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.addUrlPatterns("/api/v1/jobs");
    return registration;
  }

  @Bean(name = RESPONSE_WRITER, defaultCandidate = false)
  ThreadPoolTaskExecutor responseWriter() {
    return streamThreads("response-writer-", 1);
  }

  @Bean
  LateResponseWriter lateResponses(
      JsonMapper json,
      ResponseBudget budget,
      @Qualifier(RESPONSE_WRITER) TaskExecutor writer,
      Ticker ticker,
      @Qualifier("handlerExceptionResolver") ObjectProvider<HandlerExceptionResolver> errors) {
    return new LateResponseWriter(json, budget, writer, ticker, errors::getObject);
  }

  @Bean
  FilterRegistrationBean<ResponseBudgetFilter> responseBudgetFilter(ResponseBudget budget) {
    FilterRegistrationBean<ResponseBudgetFilter> registration =
        new FilterRegistrationBean<>(new ResponseBudgetFilter(budget));
    registration.addUrlPatterns("/api/*");
    return registration;
  }

  @Bean
  WebMvcConfigurer bodies(JsonMapper json, LateResponseWriter late) {
    return new WebMvcConfigurer() {
      @Override
      public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.addCustomConverter(new SubmitBodyReader(json));
        converters.addCustomConverter(new ActuatorBodyReader());
      }

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new KnownParameters()).addPathPatterns("/api/**");
      }

      @Override
      public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
        JacksonJsonHttpMessageConverter converter = new JacksonJsonHttpMessageConverter(json);
        handlers.add(new DeferredResponseHandler(converter));
        handlers.add(new SubmitResponseHandler(converter, late));
      }
    };
  }

  /** Runs after Spring Boot's customizer, because it replaces that one's error valve. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  WebServerFactoryCustomizer<TomcatWebServerFactory> tomcatCustomizer(ProblemWriter problems) {
    return factory -> {
      factory.setProtocol(BoundedHttpProtocol.class.getName());
      factory.addContextCustomizers(context -> replaceErrorPages(context, problems));
      // no 100 Continue for a body that is rejected
      factory.addConnectorCustomizers(
          connector -> connector.setProperty("continueResponseTiming", "onRead"));
    };
  }

  private static void replaceErrorPages(Context context, ProblemWriter problems) {
    Container host = context.getParent();
    for (Valve valve : host.getPipeline().getValves()) {
      if (valve instanceof ErrorReportValve) {
        host.getPipeline().removeValve(valve);
      }
    }
    host.getPipeline().addValve(new ProblemValve(problems));
    if (host instanceof StandardHost standard) {
      // else the host adds its own valve
      standard.setErrorReportValveClass(ProblemValve.class.getName());
    }
  }
}
