package io.jobwheel.api.request;

import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.configuration.NearestName;
import io.jobwheel.job.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects query parameters that the handler method does not declare, so that a misspelt filter does
 * not pass unnoticed. A method that takes all parameters as a map checks them itself.
 */
public final class KnownParameters implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method && !takesMap(method)) {
      List<String> known = known(method);
      List<FieldError> unknown =
          request.getParameterMap().keySet().stream()
              .filter(name -> !known.contains(name))
              .sorted()
              .map(name -> unknown(name, known))
              .toList();
      if (!unknown.isEmpty()) {
        throw new BadParameterException(unknown);
      }
    }
    return true;
  }

  /** Returns the error of an unknown parameter, with the known ones and the nearest of them. */
  public static FieldError unknown(String name, Collection<String> known) {
    String nearest = NearestName.of(name, known).map(" (did you mean '%s'?)"::formatted).orElse("");
    String all =
        known.isEmpty()
            ? "; this path has no parameters"
            : "; must be one of " + String.join(", ", known);
    return new FieldError(name, "is not a known parameter" + nearest + all);
  }

  private static boolean takesMap(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .anyMatch(parameter ->
            parameter.hasParameterAnnotation(RequestParam.class)
                && Map.class.isAssignableFrom(parameter.getParameterType()));
  }

  private static List<String> known(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
        .map(KnownParameters::name)
        .toList();
  }

  private static String name(MethodParameter parameter) {
    RequestParam declared = parameter.getParameterAnnotation(RequestParam.class);
    return declared == null || declared.name().isEmpty()
        ? parameter.getParameter().getName()
        : declared.name();
  }
}
