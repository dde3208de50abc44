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
 * Refuses query parameters that a handler does not have: what a misspelt one was meant to leave out
 * would be in the answer. A handler that takes all of them as a map checks them itself.
 */
public final class KnownParameters implements HandlerInterceptor {

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method && !takesAll(method)) {
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

  /** Returns the error of a parameter that is not among the known ones. */
  public static FieldError unknown(String name, Collection<String> known) {
    String nearest =
        NearestName.of(name, known).map("; the nearest that is: %s"::formatted).orElse("");
    String all = known.isEmpty() ? "; no parameter is" : "; known are " + String.join(", ", known);
    return new FieldError(name, "is not known here" + nearest + all);
  }

  private static boolean takesAll(HandlerMethod method) {
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
