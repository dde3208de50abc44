package io.jobwheel.execution.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.springframework.util.unit.DataSize;

/**
 * The command line of a child: this JVM with this class path, but another main class and a heap of
 * its own.
 *
 * @param main the class that speaks the child's side of the protocol; its argument is the path of
 *     the socket
 * @param heap the child's largest heap
 * @param jvmArguments further arguments, after ours
 */
public record WorkerCommand(Class<?> main, DataSize heap, List<String> jvmArguments) {

  // tells a Spring Boot archive, whose classes only its own loader finds
  private static final String ARCHIVE = "Spring-Boot-Classes";
  private static final Path SHELL = Path.of("/bin/sh");
  // an interrupt from the keyboard goes to all: when its children end the service decides;
  // in a session, and so a group, of its own, a child ends together with what it has started
  private static final String PREFIX =
      """
      trap '' INT HUP
      if command -v setsid > /dev/null 2>&1; then exec setsid "$@"; fi
      exec "$@"\
      """;
  private static final String LOADER = "org.springframework.boot.loader.launch.PropertiesLauncher";

  public WorkerCommand {
    jvmArguments = List.copyOf(jvmArguments);
  }

  /** The whole command for a child that connects there and leaves its traces in that folder. */
  List<String> toList(Path socket, Path folder) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      command.addAll(List.of(SHELL.toString(), "-c", PREFIX, "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap.toBytes());
    command.add("-XX:+UseSerialGC"); // least memory and threads; a child runs one job at a time
    command.add("-XX:+ExitOnOutOfMemoryError"); // what works afterwards nobody knows
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.add(
        "-Dlogback.configurationFile=io/jobwheel/execution/process/worker/worker-logback.xml");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvmArguments);
    String classPath = System.getProperty("java.class.path");
    command.add("-cp");
    command.add(classPath);
    if (isArchive(classPath)) {
      command.add("-Dloader.main=" + main.getName());
      command.add(LOADER);
    } else {
      command.add(main.getName());
    }
    command.add(socket.toString());
    return command;
  }

  private static boolean isArchive(String classPath) {
    if (classPath.contains(File.pathSeparator) || !classPath.endsWith(".jar")) {
      return false;
    }
    try (JarFile jar = new JarFile(classPath)) {
      return jar.getManifest() != null
          && jar.getManifest().getMainAttributes().getValue(ARCHIVE) != null;
    } catch (IOException e) {
      return false; // no jar at all: the child will say what is wrong with it
    }
  }
}
