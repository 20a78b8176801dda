package org.taskvectors.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.HeaderSpan;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.ComputedFormat;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadableFile;

/// Identifies a checkpoint on disk without reading its weights: by the size, time of modification
/// and SHA-256 of the header of each of its files, and in a folder by their names; what is computed
/// by a document, by its text and by all that it is computed from.
record Stamp(List<Entry> files) {
    /// @param modified nanoseconds since 1970
    record Entry(String name, long size, long modified, String header) {}

    Stamp {
        files = List.copyOf(files);
    }

    /// What small files around weights say changes the numbers of what is computed from several
    /// checkpoints: which weights are tied, whose tokens are whose.
    private static final List<String> AROUND =
            List.of(
                    "config.json",
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "tokenizer.model",
                    "vocab.json",
                    "vocab.txt",
                    "merges.txt",
                    "added_tokens.json",
                    "special_tokens_map.json");

    /// Recipes within recipes end long before.
    private static final int DEEPEST = 16;

    /// @param said the options that a person gave: a document that describes a checkpoint may name
    ///   others only where these allow it
    /// @throws IOException if there is nothing to read
    static Stamp of(Path path, OpenOptions said) throws IOException {
        return of(path, said, 0);
    }

    private static Stamp of(Path path, OpenOptions said, int depth) throws IOException {
        Optional<ComputedFormat> computed = Formats.ALL.computed(path);
        if (computed.isPresent()) {
            return computed(computed.get(), path, said, depth);
        }
        List<Entry> files = new ArrayList<>();
        if (Files.isDirectory(path)) {
            for (Path file : weightsIn(path)) {
                files.add(entry(file, path.relativize(file).toString().replace('\\', '/')));
            }
            if (files.isEmpty()) {
                throw Failure.of(FileProblem.NOT_FOUND, path, "there are no weights in it", "");
            }
        } else {
            // A file that is renamed together with what is kept beside it is still the same.
            files.add(entry(path, ""));
        }
        // An adapter's numbers depend on its configuration as well.
        for (Path configuration : Adapters.configurations(path)) {
            files.add(entry(configuration, Adapters.CONFIG));
        }
        return new Stamp(files);
    }

    /// Identifies a document that describes a checkpoint: by its whole text, by the rules that it
    /// is computed by, and by all that it is computed from.
    private static Stamp computed(ComputedFormat format, Path document, OpenOptions said, int depth)
            throws IOException {
        if (depth > DEEPEST) {
            throw Failure.of(
                    FileProblem.NOT_READABLE,
                    document,
                    "documents name each other without end",
                    "");
        }
        List<Entry> files = new ArrayList<>();
        files.add(entry(document, "", true));
        files.add(new Entry("rules", format.rules(), 0, ""));
        int number = 0;
        for (Path source : format.sources(document, said)) {
            String prefix = number++ + "/";
            for (Entry one : of(source, said, depth + 1).files()) {
                files.add(new Entry(prefix + one.name, one.size, one.modified, one.header));
            }
            for (Path file : around(source)) {
                files.add(entry(file, prefix + file.getFileName(), true));
            }
        }
        return new Stamp(files);
    }

    private static List<Path> around(Path source) {
        Path folder = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
        return folder == null
                ? List.of()
                : AROUND.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
    }

    /// Returns all entries as text, a line for each file.
    String text() {
        return files.stream()
                .map(
                        file ->
                                String.join(
                                        "\t",
                                        file.name,
                                        Long.toString(file.size),
                                        Long.toString(file.modified),
                                        file.header))
                .collect(Collectors.joining("\n"));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static void write(PackedWriter out, Stamp stamp) {
        out.list(
                stamp.files,
                (to, file) -> {
                    to.text(file.name);
                    to.count(file.size);
                    to.real(Double.longBitsToDouble(file.modified));
                    to.text(file.header);
                });
    }

    static Stamp read(PackedReader in) {
        return new Stamp(
                in.list(
                        from ->
                                new Entry(
                                        from.text(),
                                        from.count(),
                                        Double.doubleToRawLongBits(from.real()),
                                        from.text())));
    }

    /// Returns the weight files in the folder, and those in folders below it that an index names.
    private static List<Path> weightsIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            Stream<Path> here =
                    all.filter(file -> Formats.ALL.isWeightsName(file.getFileName().toString()))
                            .filter(Files::isRegularFile);
            return Stream.concat(here, opened(folder).stream()).distinct().sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static List<Path> opened(Path folder) {
        try {
            return Checkpoints.weightFiles(folder);
        } catch (Failure e) {
            return List.of(); // What cannot be opened has no numbers.
        }
    }

    private static Entry entry(Path file, String name) throws IOException {
        return entry(file, name, false);
    }

    private static Entry entry(Path file, String name, boolean isWhole) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Entry(
                name,
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                headerHash(file, isWhole));
    }

    /// @param isWhole whether all of it is read, as of a small file
    private static String headerHash(Path path, boolean isWhole) throws IOException {
        try (ReadableFile file = ReadableFile.open(path);
                Arena arena = Arena.ofConfined()) {
            HeaderSpan header =
                    isWhole ? new HeaderSpan(0, file.size()) : Formats.ALL.headerSpan(file);
            long size = header.size();
            MemorySegment bytes = arena.allocate(Math.max(1, size)).asSlice(0, size);
            file.read(header.begin(), bytes);
            MessageDigest sha = sha256();
            sha.update(bytes.asByteBuffer());
            return HexFormat.of().formatHex(sha.digest());
        }
    }
}
