package org.taskvectors.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalDouble;

/// Reads a little of a file to find out how fast its disk is, before much is read.
public final class ReadProbe {
    private static final int BLOCK = 4 << 20;
    private static final int SPOTS = 6;
    private static final double LONGEST_SECONDS = 0.4;

    private ReadProbe() {}

    /// Returns bytes a second, as [#rate(Path)] does for the largest of some files; empty where
    /// there is none, and where any lies on another machine.
    public static OptionalDouble rate(List<Path> files) throws IOException {
        Path largest = null;
        long bytes = -1;
        for (Path file : files) {
            if (FarFiles.isFar(file)) {
                return OptionalDouble.empty();
            }
            long size = Files.size(file);
            if (size > bytes) {
                bytes = size;
                largest = file;
            }
        }
        return largest == null ? OptionalDouble.empty() : rate(largest);
    }

    /// Returns bytes a second, from a few blocks all over the file; empty where the file is too
    /// small to tell. What the system holds in memory is read faster than the disk is. A file on
    /// another machine is not read: a network's first moment says little of what follows.
    public static OptionalDouble rate(Path file) throws IOException {
        if (FarFiles.isFar(file)) {
            return OptionalDouble.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < BLOCK) {
                return OptionalDouble.empty();
            }
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
            long bytes = 0;
            long start = System.nanoTime();
            double seconds = 0;
            for (int spot = 0; spot < SPOTS && seconds < LONGEST_SECONDS; spot++) {
                block.clear();
                bytes += Math.max(0, channel.read(block, (size - BLOCK) / SPOTS * spot));
                seconds = (System.nanoTime() - start) / 1e9;
            }
            return bytes > 0 && seconds > 0
                    ? OptionalDouble.of(bytes / seconds)
                    : OptionalDouble.empty();
        }
    }
}
