package org.taskvectors.job;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// What the machine has that jobs share.
public final class Machine {
    private Machine() {}

    /// Bytes of memory, or of what the container leaves the program.
    public static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
