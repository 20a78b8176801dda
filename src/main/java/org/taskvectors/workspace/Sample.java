package org.taskvectors.workspace;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

/// The sample that comes with the program: a small base model and two fine-tunes of it. An
/// installed program lies where nobody may write, so it is copied to the user's data folder first,
/// and its vectors are extracted there.
///
/// @param source the folder beside the program
/// @param target the copy in the data folder
public record Sample(Path source, Path target) {
    /// Names the folder that holds `assets`.
    public static final String HOME = "taskvectors.home";

    private static final int BLOCK = 1 << 20;

    /// One fine-tuned model of the sample, and where its vector goes.
    ///
    /// @param name what the vector is called: `SST-2`
    public record Pair(String name, Path base, Path tuned, Path vector) {}

    /// The sample that lies beside the program, if there is one.
    public static Optional<Sample> find(DataFolder data) {
        Path beside = Path.of("assets", "sample");
        String home = System.getProperty(HOME, "");
        return Stream.of(home.isBlank() ? beside : Path.of(home).resolve(beside), beside)
                .map(Path::toAbsolutePath)
                .filter(folder -> Files.isDirectory(folder.resolve("base")))
                .findFirst()
                .map(folder -> new Sample(folder, data.sample()));
    }

    public Path base() {
        return target.resolve("base");
    }

    /// The fine-tuned models, each with its vector.
    public List<Pair> pairs() {
        return Stream.of("sst2", "mnli")
                .filter(name -> Files.isDirectory(source.resolve(name)))
                .map(
                        name ->
                                new Pair(
                                        name.equals("sst2") ? "SST-2" : "MNLI",
                                        base(),
                                        target.resolve(name),
                                        target.resolve("vectors").resolve(name + ".safetensors")))
                .toList();
    }

    /// Copies what is not there yet. A file that is there with the same size is left as it is.
    public void copy(Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(source, FileVisitOption.FOLLOW_LINKS)) {
            all.filter(Files::isRegularFile).map(source::relativize).sorted().forEach(files::add);
        }
        long total = 0;
        for (Path file : files) {
            total += Files.size(source.resolve(file));
        }
        progress.begin(total);
        for (Path file : files) {
            copy(source.resolve(file), target.resolve(file.toString()), progress, cancellation);
        }
    }

    /// Extracts a pair's vector, unless it is there already. What is there was extracted from the
    /// copy, which nobody changes.
    public void extract(
            Pair pair,
            Extractor extractor,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        if (Files.isRegularFile(pair.vector())) {
            return;
        }
        extractor.extract(
                new ExtractionRequest(
                        Located.of(pair.base()),
                        Located.of(pair.tuned()),
                        pair.vector(),
                        Policies.DEFAULT,
                        false,
                        compute),
                progress,
                cancellation);
    }

    private static void copy(Path from, Path to, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        if (Files.isRegularFile(to) && Files.size(to) == Files.size(from)) {
            progress.add(Files.size(from));
            return;
        }
        try (ReadableFile input = ReadableFile.open(from);
                AtomicFile output = AtomicFile.begin(to);
                Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BLOCK);
            for (long at = 0; at < input.size(); at += BLOCK) {
                cancellation.check();
                MemorySegment block = buffer.asSlice(0, Math.min(BLOCK, input.size() - at));
                input.read(at, block);
                output.write(at, block);
                progress.add(block.byteSize());
            }
            output.commit();
        }
    }

    /// The failure that says that there is none.
    public static Failure missing() {
        return Failure.of(
                WorkspaceProblem.NO_SAMPLE,
                null,
                "the sample models are not beside the program",
                "Install the program anew, or build it from a complete clone");
    }
}
