package org.taskvectors.file;

import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What can fetch bytes before they are read: a file system whose files lie far away. Files of this
/// machine's disks have no use for it.
public interface ReadAhead {
    /// A part of a file.
    ///
    /// @param from the position of its first byte
    /// @param length in bytes
    record Span(Path file, long from, long length) {
        public Span {
            if (from < 0 || length < 0) {
                throw new IllegalArgumentException(from + " + " + length);
            }
        }
    }

    /// What was announced, for as long as it is read.
    interface Plan extends AutoCloseable {
        /// Gives up what was not read.
        @Override
        void close();
    }

    /// Takes note that these parts of its files will be read, mostly in this order and each byte
    /// once. A read is right whatever was announced; it is only quicker. Nothing is thrown for what
    /// cannot be fetched: the read of it says so.
    Plan willRead(List<Span> spans);

    /// Returns the most bytes of memory that it holds at a time for all that was announced, also
    /// for its neighbours that share them.
    long memory();

    /// Returns the most bytes of memory that are held for what is read of these files; 0 where all
    /// of them lie on this machine.
    static long memory(Stream<Path> files) {
        return files.mapToLong(
                        file ->
                                file.getFileSystem() instanceof ReadAhead ahead
                                        ? ahead.memory()
                                        : 0)
                .max()
                .orElse(0);
    }

    /// Tells each file system that reads ahead which of its files' parts will be read; the others
    /// are told nothing.
    ///
    /// @return to be closed once they are read, or will not be
    static Plan announce(List<Span> spans) {
        Map<FileSystem, List<Span>> systems = new LinkedHashMap<>();
        for (Span span : spans) {
            FileSystem system = span.file().getFileSystem();
            if (system instanceof ReadAhead && span.length() > 0) {
                systems.computeIfAbsent(system, _ -> new ArrayList<>()).add(span);
            }
        }
        List<Plan> plans = new ArrayList<>();
        systems.forEach(
                (system, own) -> {
                    if (system instanceof ReadAhead ahead) {
                        plans.add(ahead.willRead(own));
                    }
                });
        return () -> plans.forEach(Plan::close);
    }
}
