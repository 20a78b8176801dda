package org.taskvectors.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Reads from Linux how much memory a program can still take: `MemAvailable`, and what its control
/// groups leave it. Sources: proc(5); the kernel's `cgroup-v2.rst` and `cgroup-v1/memory.rst`.
///
/// @param root the root of the file system
record AvailableMemory(Path root) {
    /// Files of the two versions of control groups: limit, use, and in `memory.stat` the files'
    /// copies in memory that can be freed.
    private record Version(String folder, String limit, String used, List<String> files) {}

    private static final Version SECOND =
            new Version(
                    "sys/fs/cgroup",
                    "memory.max",
                    "memory.current",
                    List.of("inactive_file", "active_file"));
    private static final Version FIRST =
            new Version(
                    "sys/fs/cgroup/memory",
                    "memory.limit_in_bytes",
                    "memory.usage_in_bytes",
                    List.of("total_inactive_file", "total_active_file"));

    /// Returns the bytes; empty where the system is not Linux.
    OptionalLong bytes() {
        OptionalLong machine =
                field(lines("proc/meminfo"), "MemAvailable:").stream()
                        .map(kilobytes -> kilobytes * 1024)
                        .findAny();
        if (machine.isEmpty()) {
            return machine;
        }
        long least = machine.getAsLong();
        for (String line : lines("proc/self/cgroup")) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = Math.min(least, left(SECOND, parts[2]));
            } else if (List.of(parts[1].split(",", -1)).contains("memory")) {
                least = Math.min(least, left(FIRST, parts[2]));
            }
        }
        return OptionalLong.of(Math.max(0, least));
    }

    /// Returns the bytes of this process that lie in memory now; empty where the system is not
    /// Linux.
    OptionalLong ofProcess() {
        return field(lines("proc/self/status"), "VmRSS:").stream()
                .map(kilobytes -> kilobytes * 1024)
                .findAny();
    }

    /// What a group and those around it leave. In a container the group's own folder is the root of
    /// what is mounted, whatever its path is called outside.
    private long left(Version version, String group) {
        Path top = root.resolve(version.folder());
        long least = left(version, top);
        Path at = top;
        for (Path part : Path.of(group)) {
            at = at.resolve(part);
            least = Math.min(least, left(version, at));
        }
        return least;
    }

    private static long left(Version version, Path folder) {
        OptionalLong limit = number(folder.resolve(version.limit()));
        OptionalLong used = number(folder.resolve(version.used()));
        if (limit.isEmpty() || used.isEmpty()) {
            return Long.MAX_VALUE;
        }
        List<String> stat = lines(folder.resolve("memory.stat"));
        long freed = 0;
        for (String files : version.files()) {
            freed += field(stat, files + " ").orElse(0);
        }
        return limit.getAsLong() - Math.max(0, used.getAsLong() - freed);
    }

    /// The first whole number behind `name`.
    private static OptionalLong field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> parsed(line.substring(name.length()).strip().split(" ", 2)[0]))
                .filter(value -> value >= 0)
                .findFirst();
    }

    /// A file with one number in it; empty for `max`, which is no limit.
    private static OptionalLong number(Path file) {
        return field(lines(file), "");
    }

    private static long parsed(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }
}
