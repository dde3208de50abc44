package io.jobwheel.api.loop;

import static io.jobwheel.api.request.ResponseBudgetFilter.SHARE;
import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.api.AnsweringNode;
import io.jobwheel.api.problem.BadParameterException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.dispatch.CurrentNode;
import io.jobwheel.eventloop.AwaitTree;
import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.LoopStats;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the event loops of this node: figures, tasks and slow steps. A request takes no time on
 * the threads of the loops and works while a loop is stalled.
 */
@RestController
public final class LoopsController {

  private static final String TASKS = "tasks";
  private static final int MAX_TASKS = 10_000;
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,5}");

  // of a task with its stack, while the answer is made
  private static final long TASK_BYTES = 2_000;

  private final EventLoopGroup loops;
  private final CurrentNode current;
  private final InstantSource clock;

  LoopsController(EventLoopGroup loops, CurrentNode current, InstantSource clock) {
    this.loops = loops;
    this.current = current;
    this.clock = clock;
  }

  /**
   * Returns the loops.
   *
   * @param tasks number of tasks of each loop that are listed, oldest first: 0 to 10,000; fewer if
   *     all loops together have more than 10,000 of them
   */
  @GetMapping(path = "/api/v1/loops", produces = APPLICATION_JSON_VALUE)
  ResponseEntity<LoopListDocument> list(
      @RequestParam(name = TASKS, defaultValue = "200") String tasks,
      @RequestAttribute(SHARE) ResponseBudget.Share share) {
    Map<EventLoop, LoopStats> all = new LinkedHashMap<>();
    loops.loops().forEach(loop -> all.put(loop, loop.stats()));
    int most = perLoop(number(tasks), all.values());
    Instant at = clock.instant();
    LoopTexts texts = new LoopTexts();
    List<LoopDocument> items = new ArrayList<>(all.size());
    all.forEach((loop, stats) -> {
      int listed = Math.min(most, stats.tasks()); // not those that were created since
      share.reading(TASK_BYTES * listed);
      AwaitTree tree = loop.awaitTree(listed, LoopTexts.MAX_FRAMES);
      items.add(LoopDocument.of(stats, loop.slowSteps(), clock.instant(), tree, texts));
    });
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new LoopListDocument(AnsweringNode.of(current.node()), at, items, texts.stacks()));
  }

  /** Returns the number of tasks of each loop so that all together have at most the maximum. */
  private static int perLoop(int wanted, Collection<LoopStats> loops) {
    long all = loops.stream().mapToLong(stats -> Math.min(stats.tasks(), wanted)).sum();
    return all <= MAX_TASKS ? wanted : MAX_TASKS / loops.size();
  }

  /** Parses the parameter strictly: Spring's conversion accepts hexadecimal numbers. */
  private static int number(String tasks) {
    int number = WHOLE_NUMBER.matcher(tasks).matches() ? Integer.parseInt(tasks) : -1;
    if (number < 0 || number > MAX_TASKS) {
      throw new BadParameterException(TASKS, "must be a whole number from 0 to " + MAX_TASKS);
    }
    return number;
  }
}
