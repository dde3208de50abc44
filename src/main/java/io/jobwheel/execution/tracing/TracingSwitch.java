package io.jobwheel.execution.tracing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Leaves out everything that makes spans unless there is somewhere to send them: an endpoint is
 * named, and the export is not switched off. Spring Boot itself would make spans in either case.
 */
final class TracingSwitch implements AutoConfigurationImportFilter, EnvironmentAware {

  static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
  static final String TRANSPORT = "management.opentelemetry.tracing.export.otlp.transport";
  private static final String EXPORT = "management.tracing.export.enabled";
  private static final String EXPORT_BY_OTLP = "management.tracing.export.otlp.enabled";
  private static final String ALL = "management.opentelemetry.enabled";
  private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
  private static final String SDK = "org.springframework.boot.opentelemetry.";

  private Environment environment = new StandardEnvironment();

  /** Spring Boot makes it. */
  TracingSwitch() {}

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  static boolean isOn(Environment environment) {
    boolean exports = environment.getProperty(EXPORT, Boolean.class, true);
    return StringUtils.hasText(environment.getProperty(ENDPOINT))
        && environment.getProperty(ALL, Boolean.class, true)
        && environment.getProperty(EXPORT_BY_OTLP, Boolean.class, exports);
  }

  /**
   * Of the ways that OTLP can go there is only HTTP here: what gRPC takes is not on the class path.
   *
   * @throws InvalidConfigurationPropertyValueException when another is configured
   */
  static void ensureHttp(Environment environment) {
    String transport = environment.getProperty(TRANSPORT, "http");
    if (!transport.equalsIgnoreCase("http")) {
      throw new InvalidConfigurationPropertyValueException(
          TRANSPORT,
          transport,
          "Traces are sent by OTLP over HTTP only: take this setting away, and name in "
              + ENDPOINT
              + " the address where the receiver takes HTTP, mostly port 4318.");
    }
  }

  @Override
  public boolean[] match(@Nullable String[] classNames, AutoConfigurationMetadata metadata) {
    boolean on = isOn(environment);
    boolean[] matches = new boolean[classNames.length];
    for (int i = 0; i < classNames.length; i++) {
      String name = classNames[i];
      matches[i] = on || name == null || !(name.startsWith(TRACING) || name.startsWith(SDK));
    }
    return matches;
  }

  /** The same for what is configured here. */
  static final class On implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return isOn(context.getEnvironment());
    }
  }
}
