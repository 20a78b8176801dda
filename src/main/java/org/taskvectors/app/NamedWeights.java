package org.taskvectors.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the arguments of a command name, seen before anything is opened.
final class NamedWeights {
    private NamedWeights() {}

    /// Returns how many bytes lie in the files, and directly in the folders, that arguments name,
    /// also as `--option=PATH` and as `PATH=WEIGHT`. It is a guess, for what only costs time.
    static long bytes(List<String> arguments) {
        return arguments.stream().mapToLong(NamedWeights::bytesOfArgument).sum();
    }

    private static long bytesOfArgument(String argument) {
        int first = argument.indexOf('=');
        int last = argument.lastIndexOf('=');
        return Stream.of(
                        argument,
                        argument.substring(first + 1),
                        argument.substring(0, Math.max(0, last)),
                        argument.substring(first + 1, Math.max(first + 1, last)))
                .mapToLong(NamedWeights::bytes)
                .max()
                .orElse(0);
    }

    private static long bytes(String name) {
        if (name.isEmpty()) {
            return 0;
        }
        try {
            Path path = Path.of(name);
            if (!Files.isDirectory(path)) {
                return Files.isRegularFile(path) ? Files.size(path) : 0;
            }
            try (Stream<Path> files = Files.list(path)) {
                long bytes = 0;
                for (Path file : (Iterable<Path>) files::iterator) {
                    bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
                }
                return bytes;
            }
        } catch (IOException | InvalidPathException e) {
            return 0;
        }
    }
}
