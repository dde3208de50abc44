package io.jobwheel.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Makes named pipes, which the JDK cannot. */
public final class NamedPipe {

  private static final int OWNER_ONLY = 0600;

  private static final MethodHandle MKFIFO =
      NativeFunction.of("mkfifo", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);

  private NamedPipe() {}

  /**
   * Makes a named pipe that only this user can open.
   *
   * @throws IOException if it cannot be made, such as where there is a file of that name
   */
  public static void create(Path path) throws IOException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      result = (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), OWNER_ONLY);
    } catch (Throwable e) {
      throw new IllegalStateException("mkfifo cannot fail to be called", e);
    }
    if (result != 0) {
      throw new IOException("no pipe could be made at " + path);
    }
  }
}
