package io.jobwheel.api.job;

import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.request.ResponseBudgetFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.HttpEntityMethodProcessor;

/** Writes a {@link DeferredResponse} like any other {@code ResponseEntity}. */
public final class DeferredResponseHandler implements HandlerMethodReturnValueHandler {

  private final HttpEntityMethodProcessor entities;

  public DeferredResponseHandler(HttpMessageConverter<?> json) {
    this.entities = new HttpEntityMethodProcessor(List.of(json));
  }

  @Override
  public boolean supportsReturnType(MethodParameter type) {
    return DeferredResponse.class.isAssignableFrom(type.getParameterType());
  }

  @Override
  public void handleReturnValue(
      @Nullable Object value,
      MethodParameter type,
      ModelAndViewContainer container,
      NativeWebRequest request)
      throws Exception {
    if (value instanceof DeferredResponse response
        && request.getAttribute(ResponseBudgetFilter.SHARE, RequestAttributes.SCOPE_REQUEST)
            instanceof ResponseBudget.Share share) {
      entities.handleReturnValue(response.build(share), type, container, request);
    }
  }
}
