package io.jobwheel.execution.observability;

import io.jobwheel.eventloop.EventLoopGroup;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code /actuator/loops}: shows the statistics, the slow steps and the waiting tasks
 * of the event loops of this node. A request takes no time on the threads of the loops and works
 * while a loop is stalled.
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

  /** The loops. */
  record LoopViews(List<LoopView> loops) {}

  /**
   * Returns all loops.
   *
   * @param tasks number of tasks of each loop, oldest first, whose waits are shown: 0 to 10,000;
   *     default 200
   */
  @ReadOperation
  LoopViews loops(@Nullable String tasks) {
    int most = tasks == null || tasks.isEmpty() ? TASKS : number(tasks);
    return new LoopViews(loops.loops().stream().map(loop -> LoopView.of(loop, most)).toList());
  }

  /** Parses the parameter strictly: Spring's conversion accepts hexadecimal numbers and lists. */
  private static int number(String tasks) {
    int number = tasks.matches(WHOLE_NUMBER) ? Integer.parseInt(tasks) : -1;
    if (number < 0 || number > MOST_TASKS) {
      String sentence = "The value of tasks must be a whole number from 0 to " + MOST_TASKS + ".";
      throw new InvalidEndpointRequestException(sentence, sentence);
    }
    return number;
  }
}
