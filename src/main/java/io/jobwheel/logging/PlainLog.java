package io.jobwheel.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.pattern.EnsureExceptionHandling;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.pattern.Converter;
import ch.qos.logback.core.pattern.ConverterUtil;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/**
 * Makes every pattern layout of Logback write messages and stack traces as {@link PlainText}: the
 * log includes output of programs and text of clients and servers, whose control characters a
 * terminal would execute. Runs right after Spring Boot has set up logging.
 */
final class PlainLog implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

  private static final List<String> MESSAGE = List.of("m", "msg", "message");
  private static final List<String> STACK_TRACE =
      List.of(
          "wEx",
          "wex",
          "ex",
          "exception",
          "throwable",
          "xEx",
          "xException",
          "xThrowable",
          "rEx",
          "rootException");

  @Override
  public int getOrder() {
    return LoggingApplicationListener.DEFAULT_ORDER + 1;
  }

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      apply(context);
    }
  }

  static void apply(LoggerContext context) {
    context
        .getLoggerList()
        .forEach(logger -> logger.iteratorForAppenders().forEachRemaining(PlainLog::apply));
  }

  private static void apply(Appender<ILoggingEvent> appender) {
    if (appender instanceof OutputStreamAppender<ILoggingEvent> stream
        && stream.getEncoder() instanceof PatternLayoutEncoder encoder) {
      apply(encoder.getLayout());
    }
  }

  private static void apply(Layout<ILoggingEvent> layout) {
    if (layout instanceof PatternLayout pattern) {
      var words = pattern.getInstanceConverterMap();
      MESSAGE.forEach(word -> words.put(word, PlainMessage::new));
      STACK_TRACE.forEach(word -> words.put(word, PlainStackTrace::new));
      pattern.setPostCompileProcessor((_, head) -> ensureStackTrace(head));
      pattern.start(); // compiles the pattern again, with these converters
    }
  }

  /** Adds a converter for exceptions to a pattern that has none, as Logback does by default. */
  private static void ensureStackTrace(Converter<ILoggingEvent> head) {
    if (!new EnsureExceptionHandling().chainHandlesThrowable(head)) {
      ConverterUtil.findTail(head).setNext(new PlainStackTrace());
    }
  }
}
