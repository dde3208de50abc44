package io.jobwheel.api.submit;

import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.request.SubmittedJob;
import io.jobwheel.time.Ticker;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes late responses, also those of errors. Thread-safe. */
public final class LateResponseWriter {

  private static final Logger log = LoggerFactory.getLogger(LateResponseWriter.class);

  private final ObjectWriter json;
  private final ResponseBudget budget;
  private final Executor threads;
  private final Ticker ticker;
  private final Supplier<HandlerExceptionResolver> errors;

  /**
   * Creates a writer.
   *
   * @param threads write the responses to jobs that were stored, and never block
   * @param errors writes the responses to errors
   */
  public LateResponseWriter(
      JsonMapper json,
      ResponseBudget budget,
      Executor threads,
      Ticker ticker,
      Supplier<HandlerExceptionResolver> errors) {
    this.json = json.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET);
    this.budget = budget;
    this.threads = threads;
    this.ticker = ticker;
    this.errors = errors;
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  /** Runs a task after a time, on the thread of timers. */
  Future<?> schedule(Duration delay, Runnable task) {
    return ticker.schedule(delay, task);
  }

  /**
   * Writes the response to a job that was stored into the buffer of the server, which sends it when
   * the request is completed: Tomcat sends what it has when a given length is reached, so none is
   * given here. Does not block.
   */
  void writeStored(HttpServletResponse response, SubmitResponse answer) throws IOException {
    try (ResponseBudget.Share share = budget.share()) {
      ResponseEntity<?> entity = answer.builder().build(answer.submission().await(response), share);
      byte[] body = json.writeValueAsBytes(entity.getBody());
      if (body.length > response.getBufferSize()) {
        response.setBufferSize(body.length);
      }
      writeHead(response, entity);
      response.getOutputStream().write(body);
    }
  }

  /** Writes and sends the response, or that of an error. May read the store, and may block. */
  void write(
      HttpServletRequest request,
      HttpServletResponse response,
      SubmitResponse answer,
      boolean timedOut) {
    try (ResponseBudget.Share share = budget.share()) {
      BegunSubmission submission = answer.submission();
      SubmittedJob submitted = timedOut ? submission.expire(response) : submission.await(response);
      ResponseEntity<?> entity = answer.builder().build(submitted, share);
      writeHead(response, entity);
      json.writeValue(response.getOutputStream(), entity.getBody());
      response.flushBuffer();
    } catch (Exception e) {
      writeError(request, response, e);
    } catch (Error e) {
      writeError(request, response, new IllegalStateException("The response failed", e));
    }
  }

  private static void writeHead(HttpServletResponse response, ResponseEntity<?> entity) {
    response.setStatus(entity.getStatusCode().value());
    entity
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
  }

  /** Writes and sends the response to an error. May block. */
  void writeError(HttpServletRequest request, HttpServletResponse response, Exception error) {
    // as DispatcherServlet does: the type of the response was not meant for errors
    request.removeAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE);
    @Nullable Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
    if (errors.get().resolveException(request, response, handler, error) != null) {
      return;
    }
    log.error("{} {} - request failed", request.getMethod(), request.getRequestURI(), error);
    try {
      if (!response.isCommitted()) {
        response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
