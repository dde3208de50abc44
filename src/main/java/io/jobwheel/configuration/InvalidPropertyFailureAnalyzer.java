package io.jobwheel.configuration;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Reports each property of Jobwheel with an invalid value: its documented name, the value unless it
 * may be a secret, its origin and its range. Runs before the analyzers of Spring Boot, which use
 * Java names and show every value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertyFailureAnalyzer
    extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {

  private static final String ACTION = "Correct the value. docs/configuration.md lists all ranges.";
  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
  private static final Pattern KEY = Pattern.compile("\\[([^\\]]*)\\]");
  private static final Pattern NAMED = Pattern.compile("(?s)(jobwheel\\.[a-zA-Z0-9._-]+):? (.*)");
  private static final Pattern SECRET =
      Pattern.compile(
          "jobwheel\\.(secrets(\\..*)?|security\\.keys(\\.[^.]+(\\.hashes.*)?)?|store\\.(url|password)"
              + "|webhook-delivery(\\.secrets.*)?|webhooks(\\..*)?)");

  private final ConfigurableEnvironment environment;

  InvalidPropertyFailureAnalyzer(Environment environment) {
    this.environment = (ConfigurableEnvironment) environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable root, ConfigurationPropertiesBindException cause) {
    String prefix = cause.getAnnotation().prefix();
    if (!KnownProperties.isOurs(ConfigurationPropertyName.adapt(prefix, '.'))) {
      return null;
    }
    BindValidationException invalid = findCause(cause, BindValidationException.class);
    if (invalid != null) {
      String name = invalid.getValidationErrors().getName().toString();
      return analysis(
          invalid.getValidationErrors().getAllErrors().stream()
              .map(error -> describe(cause.getBeanType(), prefix, name, error))
              .collect(Collectors.joining("\n")),
          cause);
    }
    BindException failed = findCause(cause, BindException.class);
    return failed == null ? null : analysis(describe(failed), cause);
  }

  private static FailureAnalysis analysis(String properties, Throwable cause) {
    return new FailureAnalysis(
        "A configuration property has a value that it cannot have:\n\n" + properties,
        ACTION,
        cause);
  }

  private String describe(Class<?> type, String prefix, String holder, ObjectError error) {
    String message = String.valueOf(error.getDefaultMessage());
    if (!(error instanceof FieldError field)) {
      return describe(holder, null, message);
    }
    String name = holder + "." + dashed(field);
    return describe(
        name,
        field.getRejectedValue(),
        ConstraintRange.of(type, name.substring(prefix.length() + 1)).orElse(message));
  }

  private String describe(BindException failed) {
    String name = failed.getName().toString();
    if (findCause(failed, ConversionException.class) != null) {
      Object[] choices = failed.getTarget().getType().toClass().getEnumConstants();
      return describe(name, null, choices == null ? "is not a " + typeOf(failed) : oneOf(choices));
    }
    // thrown by a constructor; the property that was bound last may be another one
    IllegalArgumentException refusal = findCause(failed, IllegalArgumentException.class);
    String message = String.valueOf((refusal == null ? failed : refusal).getMessage());
    Matcher named = NAMED.matcher(message);
    return named.matches()
        ? describe(named.group(1), null, named.group(2))
        : describe(name, null, message);
  }

  private static String oneOf(Object[] choices) {
    return Arrays.stream(choices)
        .map(choice -> choice.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", ", "must be one of ", ""));
  }

  private static String typeOf(BindException failed) {
    return failed.getTarget().getType().toClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private String describe(String name, @Nullable Object rejected, String reason) {
    ConfigurationProperty property = property(name);
    Object value = property == null ? rejected : property.getValue();
    StringBuilder text = new StringBuilder("    Property: %s\n".formatted(name));
    if (value != null && !SECRET.matcher(name).matches()) {
      text.append("    Value: \"%s\"\n".formatted(value));
    }
    if (property != null && property.getOrigin() != null) {
      text.append("    Origin: %s\n".formatted(property.getOrigin()));
    }
    return text.append("    Reason: %s\n".formatted(reason)).toString();
  }

  private @Nullable ConfigurationProperty property(String name) {
    ConfigurationPropertyName wanted = ConfigurationPropertyName.adapt(name, '.');
    for (var source : ConfigurationPropertySources.from(environment.getPropertySources())) {
      ConfigurationProperty property = source.getConfigurationProperty(wanted);
      if (property != null) {
        return property;
      }
    }
    return null;
  }

  /** Returns the path of a field in kebab case, with map keys as elements of the name. */
  private static String dashed(FieldError error) {
    StringBuilder name = new StringBuilder();
    Matcher key = KEY.matcher(error.getField());
    int end = 0;
    while (key.find()) {
      name.append(dashed(error.getField().substring(end, key.start())));
      boolean named = !key.group(1).isEmpty() && !key.group(1).matches("\\d+");
      name.append(named ? "." + key.group(1) : key.group());
      end = key.end();
    }
    return name.append(dashed(error.getField().substring(end))).toString();
  }

  private static String dashed(String text) {
    return HUMP.matcher(text).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
  }
}
