package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoopGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@code /actuator/loops}: what the event loops of this node do, which steps held them and where,
 * and which task waits for which. To ask takes nothing of a loop's own time, and a loop that is
 * stuck answers as well.
 */
@Endpoint(id = "loops")
final class LoopsEndpoint {

  static final int TASKS = 200;
  static final int MOST_TASKS = 10_000;

  private static final String WHOLE_NUMBER = "[0-9]{1,5}";

  private final EventLoopGroup loops;

  LoopsEndpoint(EventLoopGroup loops) {
    this.loops = loops;
  }

  /** All loops. */
  record LoopViews(List<LoopView> loops) {}

  /**
   * All loops.
   *
   * @param tasks of how many tasks of each loop, the oldest, to show who waits for whom; 200 unless
   *     given, at most 10,000
   */
  @ReadOperation
  LoopViews loops(@Nullable String tasks) {
    int most = tasks == null || tasks.isEmpty() ? TASKS : number(tasks);
    return new LoopViews(loops.loops().stream().map(loop -> LoopView.of(loop, most)).toList());
  }

  /** Not by a conversion of Spring's, which takes hexadecimal digits and the first of several. */
  private static int number(String tasks) {
    int number = tasks.matches(WHOLE_NUMBER) ? Integer.parseInt(tasks) : -1;
    if (number < 0 || number > MOST_TASKS) {
      String sentence = "The value of tasks must be a whole number from 0 to " + MOST_TASKS + ".";
      throw new InvalidEndpointRequestException(sentence, sentence);
    }
    return number;
  }
}
