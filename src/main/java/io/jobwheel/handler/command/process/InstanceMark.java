package io.jobwheel.handler.command.process;

import io.jobwheel.os.ProcessTable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identifies one running instance of the service, so that its processes and folders can be
 * recognized after its end.
 *
 * @param namespace the pid namespace, because another container can have the same pid
 * @param pid the process id
 * @param started the start of the process, in ticks since the boot; 0 if unknown
 */
public record InstanceMark(String namespace, long pid, long started) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");

  /** Returns the mark of this instance. */
  static InstanceMark own() {
    long pid = ProcessHandle.current().pid();
    return new InstanceMark(ProcessTable.namespace(), pid, ProcessTable.startOf(pid));
  }

  /** Parses the form of {@link #toString}; empty if the text has another form. */
  static Optional<InstanceMark> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new InstanceMark(
                form.group(1), Long.parseLong(form.group(2)), Long.parseLong(form.group(3))))
        : Optional.empty();
  }

  /** Returns whether the instance belongs to this pid namespace and has ended. */
  boolean isDead() {
    return started != 0
        && namespace.equals(ProcessTable.namespace())
        && ProcessTable.find(Long.toString(pid)).filter(it -> it.started() == started).isEmpty();
  }

  @Override
  public String toString() {
    return namespace + "-" + pid + "-" + started;
  }
}
