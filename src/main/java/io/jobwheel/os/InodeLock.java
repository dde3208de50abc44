package io.jobwheel.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A lock on an inode: it holds for every name of the file, and after the file was renamed or
 * deleted.
 *
 * <p>SQLite uses POSIX locks on the same file. They belong to the process and end when the process
 * closes any descriptor of the file; the locks of Java's channels are of the same kind, so SQLite
 * would release them. This lock is an open file description lock of Linux, which Java does not
 * offer. The two kinds are independent, except that {@link #close} releases the locks of SQLite on
 * the file. So close this lock last.
 */
public final class InodeLock implements AutoCloseable {

  // from fcntl.h of Linux; the same on all 64-bit processors that Java 25 supports
  private static final int OPEN_READ_WRITE = 2;
  private static final int OPEN_CLOSED_IN_CHILDREN = 0x80000;
  private static final int SET_LOCK = 37; // F_OFD_SETLK
  private static final short WRITE_LOCK = 1;
  private static final int HELD_BY_ANOTHER = 11; // EAGAIN
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1; // far beyond those of SQLite

  private static final StructLayout LOCK =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_SHORT.withName("type"),
          ValueLayout.JAVA_SHORT.withName("whence"),
          MemoryLayout.paddingLayout(4),
          ValueLayout.JAVA_LONG.withName("start"),
          ValueLayout.JAVA_LONG.withName("length"),
          ValueLayout.JAVA_INT.withName("pid"),
          MemoryLayout.paddingLayout(4));
  private static final VarHandle TYPE = field(LOCK, "type");
  private static final VarHandle START = field(LOCK, "start");
  private static final VarHandle LENGTH = field(LOCK, "length");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = field(STATE, "errno");

  private static final int NONE = -1;

  private int descriptor; // guarded by this

  private InodeLock(int descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Locks an existing file without waiting. Returns empty if another process, or another lock of
   * this process, holds it. On a system or file system without such locks, returns a lock that has
   * no effect.
   *
   * @throws IOException if the file cannot be opened
   */
  public static Optional<InodeLock> take(Path file) throws IOException {
    return Signal.isLinux() ? lock(file) : Optional.of(new InodeLock(NONE));
  }

  private static Optional<InodeLock> lock(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int descriptor =
          (int)
              Calls.OPEN.invokeExact(
                  state,
                  arena.allocateFrom(file.toString()),
                  OPEN_READ_WRITE | OPEN_CLOSED_IN_CHILDREN);
      if (descriptor < 0) {
        throw new IOException("%s cannot be opened (errno %d)".formatted(file, errno(state)));
      }
      MemorySegment lock = arena.allocate(LOCK);
      TYPE.set(lock, 0L, WRITE_LOCK);
      START.set(lock, 0L, LOCKED_BYTE);
      LENGTH.set(lock, 0L, 1L);
      int result = (int) Calls.FCNTL.invokeExact(state, descriptor, SET_LOCK, lock);
      InodeLock taken = new InodeLock(descriptor);
      if (result != 0 && errno(state) == HELD_BY_ANOTHER) {
        taken.close();
        return Optional.empty();
      }
      return Optional.of(taken);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("The call of open or fcntl failed", e);
    }
  }

  /** Releases the lock. A second call has no effect. */
  @Override
  public synchronized void close() {
    if (descriptor == NONE) {
      return;
    }
    try {
      var _ = (int) Calls.CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException("The call of close failed", e);
    }
    descriptor = NONE;
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static VarHandle field(StructLayout layout, String name) {
    return layout.varHandle(MemoryLayout.PathElement.groupElement(name));
  }

  /** The system calls; initialized on Linux only. */
  private static final class Calls {

    static final MethodHandle OPEN =
        NativeFunction.variadicWithErrno("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    static final MethodHandle FCNTL =
        NativeFunction.variadicWithErrno(
            "fcntl", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    static final MethodHandle CLOSE = NativeFunction.of("close", ValueLayout.JAVA_INT);
  }
}
