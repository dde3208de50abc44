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
 * Excludes the auto-configurations of tracing unless an endpoint is configured and the export is
 * enabled. Spring Boot itself would create spans in any case.
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

  /** Called by Spring Boot. */
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
   * Checks that the transport of OTLP is HTTP: the libraries for gRPC are not on the class path.
   *
   * @throws InvalidConfigurationPropertyValueException if another transport is configured
   */
  static void ensureHttp(Environment environment) {
    String transport = environment.getProperty(TRANSPORT, "http");
    if (!transport.equalsIgnoreCase("http")) {
      throw new InvalidConfigurationPropertyValueException(
          TRANSPORT,
          transport,
          "Traces are sent by OTLP over HTTP only. Remove this setting, and set "
              + ENDPOINT
              + " to the HTTP address of the receiver, usually port 4318.");
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

  /** Matches if tracing is on. */
  static final class On implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return isOn(context.getEnvironment());
    }
  }
}
