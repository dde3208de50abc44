package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.soak.Statement.Compound;
import io.jobwheel.eventloop.soak.Statement.Sleep;
import io.jobwheel.eventloop.soak.Statement.Try;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Takes away from a program that fails whatever it can fail without. */
final class Smaller {

  private static final int MAX_TRIES = 5_000;

  private Smaller() {}

  static List<Statement> shrink(List<Statement> program, Predicate<List<Statement>> fails) {
    List<Statement> smallest = program;
    int tries = 0;
    boolean shrunk = true;
    while (shrunk && tries < MAX_TRIES) {
      shrunk = false;
      for (List<Statement> candidate : smaller(smallest)) {
        tries++;
        if (fails.test(candidate)) {
          smallest = candidate;
          shrunk = true;
          break;
        }
      }
    }
    return smallest;
  }

  /** All that are smaller by one thing, those first that lack most. */
  private static List<List<Statement>> smaller(List<Statement> body) {
    List<List<Statement>> all = new ArrayList<>();
    for (int i = 0; i < body.size(); i++) {
      all.add(replaced(body, i, List.of()));
    }
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i) instanceof Compound compound) {
        all.add(replaced(body, i, compound.body()));
      }
    }
    for (int i = 0; i < body.size(); i++) {
      int at = i;
      smaller(body.get(i)).forEach(less -> all.add(replaced(body, at, List.of(less))));
    }
    return all;
  }

  private static Stream<Statement> smaller(Statement statement) {
    return switch (statement) {
      case Try(var body, var what, var handler, var rethrow) ->
          Stream.concat(
              smaller(body).stream().map(less -> new Try(less, what, handler, rethrow)),
              smaller(handler).stream().map(less -> new Try(body, what, less, rethrow)));
      case Compound compound -> smaller(compound.body()).stream().map(compound::with);
      case Sleep(int units) when units > 1 -> Stream.of(new Sleep(units - 1));
      default -> Stream.empty();
    };
  }

  private static List<Statement> replaced(List<Statement> body, int at, List<Statement> by) {
    List<Statement> less = new ArrayList<>(body);
    less.remove(at);
    less.addAll(at, by);
    return List.copyOf(less);
  }
}
