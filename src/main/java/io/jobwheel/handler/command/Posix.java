package io.jobwheel.handler.command;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Two calls of the operating system. The JDK can signal single processes only, and the program
 * {@code kill} needs a fork, which is what may be lacking when a tree has to go. Nor can the JDK
 * make a named pipe.
 */
final class Posix {

  static final int NONE = 0;
  static final int KILL = 9;
  static final int TERM = 15;

  private static final int OWNER_ONLY = 0600;

  private static final MethodHandle KILL_CALL = call("kill", ValueLayout.JAVA_INT);
  private static final MethodHandle MKFIFO_CALL = call("mkfifo", ValueLayout.ADDRESS);

  private Posix() {}

  @SuppressWarnings("restricted") // the manifest and the build enable native access
  private static MethodHandle call(String name, MemoryLayout first) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, first, ValueLayout.JAVA_INT));
  }

  /** Makes a named pipe that only this user can open. */
  static void makePipe(Path path) throws IOException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      result = (int) MKFIFO_CALL.invokeExact(arena.allocateFrom(path.toString()), OWNER_ONLY);
    } catch (Throwable e) {
      throw new IllegalStateException("mkfifo cannot fail to be called", e);
    }
    if (result != 0) {
      throw new IOException("no pipe could be made at " + path);
    }
  }

  /** Signals one process; whether there was one that may be signalled. */
  static boolean process(long pid, int signal) {
    return pid > 1 && kill((int) pid, signal);
  }

  /** Signals all processes of a group at once; whether there was one that may be signalled. */
  static boolean group(long id, int signal) {
    return id > 1 && kill((int) -id, signal); // -1 would be everybody
  }

  private static boolean kill(int target, int signal) {
    try {
      return (int) KILL_CALL.invokeExact(target, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill cannot fail to be called", e);
    }
  }
}
