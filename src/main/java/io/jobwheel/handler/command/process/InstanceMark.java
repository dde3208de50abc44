package io.jobwheel.handler.command.process;

import io.jobwheel.os.ProcessTable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells one run of the service from all others, so that what it leaves behind can be known as such.
 *
 * @param namespace the pid namespace: the same pid is somebody else in another container
 * @param pid the process
 * @param started when it started, in ticks since the boot
 */
public record InstanceMark(String namespace, long pid, long started) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,18})");

  /** This run. */
  static InstanceMark own() {
    long pid = ProcessHandle.current().pid();
    return new InstanceMark(ProcessTable.namespace(), pid, ProcessTable.startOf(pid));
  }

  static Optional<InstanceMark> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new InstanceMark(
                form.group(1), Long.parseLong(form.group(2)), Long.parseLong(form.group(3))))
        : Optional.empty();
  }

  /** Whether it is a run that this one could see if it were alive, and that is not. */
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
