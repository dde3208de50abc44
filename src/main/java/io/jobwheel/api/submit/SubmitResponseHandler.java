package io.jobwheel.api.submit;

import static java.util.Objects.requireNonNull;

import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.api.request.ResponseBudgetFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.HttpEntityMethodProcessor;

/**
 * Responds to a submission when the store has decided. A short one waits without a thread, see
 * {@link LateResponse}; up to 1,024 do so at a time. Others wait on the thread of their request,
 * whose number bounds the memory of their bodies.
 */
public final class SubmitResponseHandler implements HandlerMethodReturnValueHandler {

  private static final int MAX_WAITING = 1_024;
  private static final long MAX_BODY = 4_096;

  private final HttpEntityMethodProcessor entities;
  private final LateResponseWriter late;
  private final Semaphore places = new Semaphore(MAX_WAITING);

  public SubmitResponseHandler(HttpMessageConverter<?> json, LateResponseWriter late) {
    this.entities = new HttpEntityMethodProcessor(List.of(json));
    this.late = late;
  }

  @Override
  public boolean supportsReturnType(MethodParameter type) {
    return type.getParameterType() == SubmitResponse.class;
  }

  @Override
  public void handleReturnValue(
      @Nullable Object value,
      MethodParameter type,
      ModelAndViewContainer container,
      NativeWebRequest web)
      throws Exception {
    SubmitResponse response = (SubmitResponse) requireNonNull(value);
    HttpServletRequest request = requireNonNull(web.getNativeRequest(HttpServletRequest.class));
    if (isShort(request) && LateResponse.isPossible(request) && places.tryAcquire()) {
      container.setRequestHandled(true);
      LateResponse.begin(request, response, late, places::release);
      return;
    }
    HttpServletResponse http = requireNonNull(web.getNativeResponse(HttpServletResponse.class));
    if (web.getAttribute(ResponseBudgetFilter.SHARE, RequestAttributes.SCOPE_REQUEST)
        instanceof ResponseBudget.Share share) {
      ResponseEntity<?> entity = response.builder().build(response.submission().await(http), share);
      entities.handleReturnValue(entity, type, container, web);
    }
  }

  private static boolean isShort(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return length >= 0 && length <= MAX_BODY;
  }
}
