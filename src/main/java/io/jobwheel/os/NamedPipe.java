package io.jobwheel.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Creates named pipes, for which the JDK has no API. */
public final class NamedPipe {

  private static final int OWNER_ONLY = 0600;

  private static final MethodHandle MKFIFO =
      NativeFunction.of("mkfifo", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private NamedPipe() {}

  /**
   * Creates a named pipe that only this user can open.
   *
   * @throws IOException if it cannot be created, for example if the file exists
   */
  public static void create(Path path) throws IOException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      result = (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), OWNER_ONLY);
    } catch (Throwable e) {
      throw new IllegalStateException("The call of mkfifo failed", e);
    }
    if (result != 0) {
      throw new IOException("Could not create a named pipe at " + path);
    }
  }
}
