package io.jobwheel.eventloop.soak;

import io.jobwheel.eventloop.TaskGroupException;
import io.jobwheel.eventloop.TimeoutException;
import io.jobwheel.eventloop.soak.Statement.Catch;
import io.jobwheel.eventloop.soak.Statement.Compound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** What happened in a run, in order, in words that do not depend on who ran it. */
final class Trace {

  /** An error that the program makes by itself. */
  static final class Planted extends RuntimeException {
    Planted(int number) {
      super("planted " + number);
    }
  }

  private final List<String> lines = new ArrayList<>();

  void add(long time, int task, Statement statement, String outcome) {
    lines.add("%d: %d %s -> %s".formatted(time, task, label(statement), outcome));
  }

  void ended(long time, int task, String outcome) {
    lines.add("%d: %d ends: %s".formatted(time, task, outcome));
  }

  void unread(long time, String error) {
    lines.add("%d: unread %s".formatted(time, error));
  }

  void state(int task, String state) {
    lines.add("%d was %s".formatted(task, state));
  }

  List<String> lines() {
    return lines;
  }

  static String label(Statement statement) {
    return statement instanceof Compound compound
        ? compound.with(List.of()).toString()
        : statement.toString();
  }

  static boolean catches(Catch what, boolean cancellation) {
    return switch (what) {
      case CANCELLATION -> cancellation;
      case FAILURE -> !cancellation;
      case EVERYTHING -> true;
    };
  }

  static String nameOf(Throwable error) {
    return switch (error) {
      case CancellationException cancelled -> cancelled(cancelled.getMessage());
      case TimeoutException _ -> TIMEOUT;
      case Planted planted -> planted.getMessage();
      case TaskGroupException group -> group(group.errors().stream().map(Trace::nameOf).toList());
      case IllegalStateException _ -> ILLEGAL;
      default -> error.toString();
    };
  }

  static final String TIMEOUT = "timeout";
  static final String ILLEGAL = "illegal";

  static String cancelled(String reason) {
    return "cancelled (" + reason + ")";
  }

  static String group(List<String> errors) {
    return errors.stream().collect(Collectors.joining(", ", "group [", "]"));
  }
}
