package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder among the system's temporary ones, which goes with all that is in it.
public final class ScratchFolder implements Closeable {
    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /// Makes one.
    ///
    /// @param name the beginning of its name
    /// @throws Failure if it cannot be made
    public static ScratchFolder make(String name) throws Failure {
        try {
            String own = name + "-" + ProcessHandle.current().pid() + "-";
            ScratchFolder folder = new ScratchFolder(Files.createTempDirectory(own));
            folder.sweep(name);
            return folder;
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.NOT_WRITABLE,
                            Path.of(System.getProperty("java.io.tmpdir", ".")),
                            "no folder can be made in it: " + e.getMessage(),
                            "Make room in the folder for temporary files")
                    .causedBy(e);
        }
    }

    /// Removes what processes left behind that were killed.
    private void sweep(String name) {
        Pattern left = Pattern.compile(Pattern.quote(name) + "-(\\d{1,18})-\\d+");
        try (Stream<Path> siblings = Files.list(path.resolveSibling(""))) {
            siblings.filter(sibling -> isLeft(left, sibling))
                    .forEach(sibling -> new ScratchFolder(sibling).close());
        } catch (IOException | UncheckedIOException e) {
            // Another start may succeed.
        }
    }

    private static boolean isLeft(Pattern left, Path sibling) {
        Matcher matcher = left.matcher(String.valueOf(sibling.getFileName()));
        return matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }

    public Path path() {
        return path;
    }

    /// Removes what can be removed; the system clears the rest some day.
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Nothing depends on it.
        }
    }
}
