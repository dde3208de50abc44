package io.jobwheel.comparison;

import com.sun.management.OperatingSystemMXBean;
import io.jobwheel.comparison.report.HostFacts;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Reads the facts of this machine and program. */
final class Host {

  private Host() {}

  static HostFacts facts(String node, int otherNodes, @Nullable String serviceVersion) {
    Runtime runtime = Runtime.getRuntime();
    return new HostFacts(
        node,
        runtime.availableProcessors(),
        memory(),
        runtime.maxMemory(),
        otherNodes,
        "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
        Runtime.version().toString(),
        serviceVersion);
  }

  private static @Nullable Long memory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : null;
  }
}
