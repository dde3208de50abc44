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
 * The command line of a worker process: the JVM and the class path of this process, with another
 * main class and heap size.
 *
 * @param main the main class; its argument is the path of the socket
 * @param heap maximum heap of the worker process
 * @param jvmArguments further arguments of the JVM, after those of Jobwheel
 */
public record WorkerCommand(Class<?> main, DataSize heap, List<String> jvmArguments) {

  // marks a Spring Boot archive, whose classes only its own loader finds
  private static final String ARCHIVE = "Spring-Boot-Classes";
  private static final Path SHELL = Path.of("/bin/sh");
  // Ctrl-C signals all processes of the terminal, but the service decides when a worker ends;
  // a session of its own makes a process group that is killed as a whole
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

  /**
   * Returns the command. The worker process connects to {@code socket} and writes a crash log to
   * {@code folder}.
   */
  List<String> toList(Path socket, Path folder) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SHELL)) {
      command.addAll(List.of(SHELL.toString(), "-c", PREFIX, "sh"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap.toBytes());
    command.add("-XX:+UseSerialGC"); // least memory and threads
    command.add("-XX:+ExitOnOutOfMemoryError"); // the state after it is undefined
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
      return false; // not a jar: the JVM of the worker process reports it
    }
  }
}
