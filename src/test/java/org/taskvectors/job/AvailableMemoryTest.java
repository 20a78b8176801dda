package org.taskvectors.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reads what Linux says of memory, from folders that are laid out as Linux lays them out.
class AvailableMemoryTest {
    @TempDir private Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private OptionalLong bytes() {
        return new AvailableMemory(root).bytes();
    }

    private void meminfo() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    600 kB\n");
    }

    @Test
    void anotherSystemSaysNothing() {
        assertThat(bytes()).isEmpty();
    }

    @Test
    void aMachineWithoutLimitsHasWhatItCouldFree() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/user.slice\n");
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        write("sys/fs/cgroup/user.slice/memory.current", "5000\n");

        assertThat(bytes()).hasValue(600 * 1024);
    }

    @Test
    void aContainersLimitCountsWithoutTheFilesThatCanBeFreed() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/somewhere/outside\n");
        write("sys/fs/cgroup/memory.max", "400000\n");
        write("sys/fs/cgroup/memory.current", "300000\n");
        write(
                "sys/fs/cgroup/memory.stat",
                "anon 100000\ninactive_file 120000\nactive_file 30000\n");

        assertThat(bytes()).hasValue(400_000 - (300_000 - 150_000));
    }

    @Test
    void theTightestOfTheGroupsAroundItCounts() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/memory.max", "200000\n");
        write("sys/fs/cgroup/a/memory.current", "150000\n");
        write("sys/fs/cgroup/a/b/memory.max", "300000\n");
        write("sys/fs/cgroup/a/b/memory.current", "100000\n");

        assertThat(bytes()).hasValue(50_000);
    }

    @Test
    void theFirstVersionOfControlGroupsIsReadToo() throws IOException {
        meminfo();
        write("proc/self/cgroup", "9:name=systemd:/\n4:memory,other:/box\n0::/\n");
        write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "9223372036854771712\n");
        write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "1000\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "100000\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", "90000\n");
        write("sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file 40000\n");

        assertThat(bytes()).hasValue(50_000);
    }

    @Test
    void aGroupThatHoldsMoreThanItsLimitLeavesNothing() throws IOException {
        meminfo();
        write("proc/self/cgroup", "0::/\n");
        write("sys/fs/cgroup/memory.max", "1000\n");
        write("sys/fs/cgroup/memory.current", "2000\n");

        assertThat(bytes()).hasValue(0);
    }

    @Test
    void thisMachineHasSome() {
        assertThat(Machine.availableMemory()).isBetween(1L << 20, Machine.memory());
    }
}
