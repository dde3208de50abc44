package io.jobwheel.comparison.report;

import static io.jobwheel.comparison.report.Figures.mebibytes;
import static io.jobwheel.comparison.report.Figures.seconds;

import io.jobwheel.job.ExecutionMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes what to do with a type, in sentences that have their numbers. */
final class AdviceWriter {

  // beyond it, a loop is late for others by more than people notice
  private static final double LATE_LOOP = 0.05;

  private final List<ModeResult> modes;
  private final Verdict verdict;
  private final WorkNature nature;
  private final HostFacts host;

  AdviceWriter(List<ModeResult> modes, Verdict verdict, WorkNature nature, HostFacts host) {
    this.modes = modes;
    this.verdict = verdict;
    this.nature = nature;
    this.host = host;
  }

  List<String> sentences() {
    List<String> advice = new ArrayList<>();
    onNature().ifPresent(advice::add);
    onTotal().ifPresent(advice::add);
    onThreads().ifPresent(advice::add);
    onMemory().ifPresent(advice::add);
    onLoopDelay().ifPresent(advice::add);
    return advice;
  }

  private Optional<String> onNature() {
    Double share = nature.processorShare();
    String percent = share == null ? "" : String.format(Locale.ROOT, "%.0f %%", share * 100);
    return switch (nature.label()) {
      case WAITS ->
          Optional.of(
              "The jobs wait: %s of their run time is processor time. Modes that overlap waiting suit them: event-loop, virtual-threads."
                  .formatted(percent));
      case COMPUTES ->
          Optional.of(
              "The jobs compute: %s of their run time is processor time. No mode runs more of them at a time than the %d processors; thread-pool and process-pool use all of them."
                  .formatted(percent, host.processors()));
      case MIXED ->
          Optional.of(
              "The jobs both compute and wait: %s of their run time is processor time."
                  .formatted(percent));
      case UNKNOWN -> Optional.empty();
    };
  }

  /** Compares the best mode with the slowest. */
  private Optional<String> onTotal() {
    if (verdict.best().isEmpty() || verdict.slower().isEmpty()) {
      return Optional.empty();
    }
    ModeResult best = best().getFirst();
    ModeResult slowest = named(verdict.slower().getLast());
    return Optional.of(
        "%s takes %s for the jobs, against %s in mode %s."
            .formatted(
                best.mode(),
                seconds(best.totalSeconds().median()),
                seconds(slowest.totalSeconds().median()),
                slowest.mode()));
  }

  /** Returns the best modes; of those that are equally fast, first the one with fewest threads. */
  private List<ModeResult> best() {
    return verdict.best().stream()
        .map(this::named)
        .sorted(Comparator.comparingInt(ModeResult::threads))
        .toList();
  }

  /** Compares the threads of modes that are equally fast. */
  private Optional<String> onThreads() {
    List<ModeResult> best = best();
    if (best.size() < 2 || best.getFirst().threads() == best.getLast().threads()) {
      return Optional.empty();
    }
    ModeResult least = best.getFirst();
    ModeResult most = best.getLast();
    return Optional.of(
        "Of the modes that are equally fast, %s needs %s, %s %s."
            .formatted(least.mode(), threads(least), most.mode(), threads(most)));
  }

  private static String threads(ModeResult result) {
    String unit =
        switch (ExecutionMode.named(result.mode()).orElse(null)) {
          case PROCESS_POOL -> result.threads() == 1 ? "process" : "processes";
          case VIRTUAL_THREADS -> result.threads() == 1 ? "virtual thread" : "virtual threads";
          case SEQUENTIAL, EVENT_LOOP, THREAD_POOL -> result.threads() == 1 ? "thread" : "threads";
          case null -> "threads";
        };
    return result.threads() + " " + unit;
  }

  private Optional<String> onMemory() {
    for (ModeResult mode : modes) {
      Spread memory = mode.workerMemoryBytes();
      if (memory != null) {
        return Optional.of(
            "%s costs %s of memory for its worker processes."
                .formatted(mode.mode(), mebibytes(memory.median())));
      }
    }
    return Optional.empty();
  }

  private Optional<String> onLoopDelay() {
    for (ModeResult mode : modes) {
      Spread delay = mode.loopDelaySeconds();
      if (mode.mode().equals(ExecutionMode.EVENT_LOOP.wireName())
          && delay != null
          && delay.median() > LATE_LOOP) {
        return Optional.of(
            "On the event loop, 99 %% of the steps begin within %s of being ready and the others later: the jobs occupy its thread, which delays all others."
                .formatted(seconds(delay.median())));
      }
    }
    return Optional.empty();
  }

  private ModeResult named(String mode) {
    return modes.stream().filter(result -> result.mode().equals(mode)).findFirst().orElseThrow();
  }
}
