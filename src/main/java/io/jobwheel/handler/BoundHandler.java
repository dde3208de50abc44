package io.jobwheel.handler;

import io.jobwheel.job.FieldError;
import io.jobwheel.job.InvalidJobException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handler with JSON payloads and JSON results. */
final class BoundHandler<P, R> {

  private final JobHandler<P, R> handler;
  private final JobType<P> type;
  private final PayloadReader reader;

  BoundHandler(JobHandler<P, R> handler, PayloadReader reader) {
    this.handler = handler;
    this.type = handler.type();
    this.reader = reader;
  }

  JobType<P> type() {
    return type;
  }

  List<FieldError> validate(String payload) {
    try {
      return handler.validate(reader.read(payload, type.payloadType()));
    } catch (InvalidJobException e) {
      return e.errors();
    }
  }

  @Nullable String run(String payload, JobContext context) throws Exception {
    R result = handler.run(reader.read(payload, type.payloadType()), context);
    return result == null ? null : reader.write(result);
  }

  @Override
  public String toString() {
    return handler.getClass().getName();
  }
}
