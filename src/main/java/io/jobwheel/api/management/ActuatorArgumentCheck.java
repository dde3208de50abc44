package io.jobwheel.api.management;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.KnownParameters;
import io.jobwheel.job.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Rejects arguments of management operations that would replace a path variable: Spring Boot
 * prefers the body and the query, but access was decided by the path. A write is also rejected if
 * it has arguments that the operation does not declare.
 */
public final class ActuatorArgumentCheck implements OperationInvokerAdvisor {

  @Override
  public OperationInvoker apply(
      EndpointId endpoint,
      OperationType type,
      OperationParameters parameters,
      OperationInvoker invoker) {
    List<String> selectors = names(parameters, true);
    List<String> others = names(parameters, false);
    return context -> {
      Map<String, Object> arguments = context.getArguments();
      ensurePathDecides(selectors, arguments);
      if (type == OperationType.WRITE) {
        ensureKnown(selectors, others, arguments);
      }
      return invoker.invoke(context);
    };
  }

  private static List<String> names(OperationParameters parameters, boolean ofPath) {
    return StreamSupport.stream(parameters.spliterator(), false)
        .filter(parameter -> isOfPath(parameter) == ofPath)
        .map(OperationParameter::getName)
        .toList();
  }

  @SuppressWarnings("NullAway") // null if the annotation is absent
  private static boolean isOfPath(OperationParameter parameter) {
    return parameter.getAnnotation(Selector.class) != null;
  }

  private static void ensurePathDecides(List<String> selectors, Map<String, Object> arguments) {
    Map<?, ?> path = path();
    List<FieldError> errors =
        selectors.stream()
            .filter(name -> !isOfPath(arguments.get(name), path.get(name)))
            .map(name ->
                new FieldError(
                    name, "is set by the path; must not be a parameter or a field of the body"))
            .toList();
    throwIfAny(errors);
  }

  /** An array of segments can only come from the path. */
  private static boolean isOfPath(@Nullable Object argument, @Nullable Object segment) {
    return argument instanceof String[] || Objects.equals(argument, segment);
  }

  private static void ensureKnown(
      List<String> selectors, List<String> others, Map<String, Object> arguments) {
    throwIfAny(
        arguments.keySet().stream()
            .filter(name -> !selectors.contains(name) && !others.contains(name))
            .sorted()
            .map(name -> KnownParameters.unknown(name, others))
            .toList());
  }

  private static void throwIfAny(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw new BadParameterException(errors);
    }
  }

  private static Map<?, ?> path() {
    RequestAttributes request = RequestContextHolder.getRequestAttributes();
    return request != null
            && request.getAttribute(
                    HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE,
                    RequestAttributes.SCOPE_REQUEST)
                instanceof Map<?, ?> variables
        ? variables
        : Map.of();
  }
}
