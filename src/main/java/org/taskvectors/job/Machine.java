package org.taskvectors.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What the machine has that jobs share.
public final class Machine {
    private Machine() {}

    /// Bytes of memory, or of what the container leaves the program.
    public static long memory() {
        return system().getTotalMemorySize();
    }

    /// Bytes of memory that could be taken now without anything being pushed out to disk: free
    /// memory and files' copies in memory, within what the container leaves the program. Where the
    /// system does not say what it could free (macOS), half of the memory counts at least.
    public static long availableMemory() {
        return new AvailableMemory(Path.of("/"))
                .bytes()
                .orElseGet(() -> withoutFigure(system(), System.getProperty("os.name", "")));
    }

    /// Bytes of memory that this process takes now; empty where the system does not say (it is not
    /// Linux).
    public static OptionalLong processMemory() {
        return new AvailableMemory(Path.of("/")).ofProcess();
    }

    private static long withoutFigure(OperatingSystemMXBean system, String name) {
        long free = system.getFreeMemorySize();
        return name.startsWith("Windows") ? free : Math.max(free, system.getTotalMemorySize() / 2);
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }
}
