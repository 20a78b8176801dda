package org.taskvectors.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.PartExtractor;
import org.taskvectors.extraction.VectorPlace;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FarFiles;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Removal;
import org.taskvectors.file.Shown;
import org.taskvectors.file.StagedFolder;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;

/// Extracts a vector. Where a side lies on another machine, and a connection may break after an
/// hour, it is done in steps: each is a part of the extraction ([ExtractionParts]) in the folder
/// `NAME.partial` beside the output, and the parts are joined at the end. Whatever ends it before,
/// the same extraction goes on with the parts that are there. The bytes are those of one run.
public final class SteppedExtraction {
    /// So many bytes are read in a step.
    private static final long STEP = 1L << 30;

    private static final Pattern OWN = Pattern.compile("\\d+-of-\\d+\\.part");

    private final String program;
    private final ProfileStore store;
    private final ExtractionParts parts;
    private final long step;

    /// @param program name and version of this program
    /// @param store keeps the measurement, so that the vector opens without being read again
    public SteppedExtraction(String program, ProfileStore store) {
        this(program, store, STEP);
    }

    /// @param step how many bytes are read in a step
    SteppedExtraction(String program, ProfileStore store, long step) {
        this.program = program;
        this.store = store;
        this.parts = new ExtractionParts(program);
        this.step = step;
    }

    /// Does what `request` asks for.
    ///
    /// @throws Failure where the pair is refused, the place cannot be written or another process
    ///   writes it, the disk has no room, or a side is damaged or cannot be reached
    /// @throws CancelledException where it was cancelled; of sides that lie on this machine nothing
    ///   is left then
    public ExtractionResult extract(
            ExtractionRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean isFar =
                FarFiles.isFar(request.base().path()) || FarFiles.isFar(request.tuned().path());
        if (!isFar) {
            return new Extractor(program, store).extract(request, progress, cancellation);
        }
        OutputFormat format = VectorPlace.format(request.output());
        try (Checkpoint base = request.base().open();
                Checkpoint tuned = request.tuned().open()) {
            VectorPlace.check(request.output(), request.overwrite(), List.of(base, tuned));
            requireNothingElse(StagedFolder.beside(request.output()));
            try (StagedFolder staged = StagedFolder.hold(request.output())) {
                requireNothingElse(staged.path());
                Steps steps = new Steps(request, base, tuned, staged);
                steps.read(progress, cancellation);
                ExtractionResult result = steps.join(format, progress, cancellation);
                requireNothingElse(staged.path());
                staged.discard();
                return result;
            }
        }
    }

    /// Checks that there is nothing in the folder of the parts but parts: what is not this
    /// program's is not removed with them.
    private static void requireNothingElse(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isSymbolicLink(folder) || !Files.isDirectory(folder)) {
            throw taken(folder, "it is a link or a file");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> other =
                    entries.filter(entry -> !isOwn(String.valueOf(entry.getFileName())))
                            .findFirst();
            if (other.isPresent()) {
                throw taken(
                        folder,
                        "there is something else in it: "
                                + Shown.of(String.valueOf(other.get().getFileName())));
            }
        }
    }

    private static boolean isOwn(String name) {
        return OWN.matcher(name).matches() || name.endsWith(AtomicFile.SUFFIX);
    }

    private static Failure taken(Path folder, String why) {
        return Failure.of(
                FileProblem.EXISTS,
                folder,
                "what is unfinished lies here until the vector is whole, and " + why,
                "Move it away, or choose another name for the vector");
    }

    /// One extraction on its way.
    private final class Steps {
        private final ExtractionRequest request;
        private final Checkpoint base;
        private final Checkpoint tuned;
        private final ExtractionParts.Sides sides;
        private final Path folder;
        private final int count;
        private final long bytesToRead;
        private final long bytesWritten;
        private final Set<Integer> there = new HashSet<>();

        Steps(ExtractionRequest request, Checkpoint base, Checkpoint tuned, StagedFolder staged)
                throws IOException {
            this.request = request;
            this.base = base;
            this.tuned = tuned;
            this.sides = new ExtractionParts.Sides(base, tuned);
            this.folder = staged.path();
            PartExtractor whole = share(Part.WHOLE);
            bytesWritten = bytes(whole);
            long steps = Math.max(1, Math.min(whole.all(), Math.ceilDiv(whole.bytes(), step)));
            count = (int) Math.min(Part.MOST, steps);
            if (staged.isLeft()) {
                staged.keepOnly(findParts());
            }
            long left = bytesWritten;
            long toRead = whole.bytes();
            for (int number : there) {
                PartExtractor made = share(part(number));
                left -= bytes(made);
                toRead -= made.bytes();
            }
            bytesToRead = toRead;
            // The parts, and beside them the vector while they are joined.
            AtomicFile.requireSpace(
                    request.output(),
                    request.output(),
                    left + bytesWritten,
                    "the vector, which lies twice while its parts are joined,",
                    "Free some space, choose another place, or a narrower dtype");
        }

        /// Returns the bytes that a share writes.
        private static long bytes(PartExtractor share) {
            return share.outputs().stream().mapToLong(Tensor::bytes).sum();
        }

        private Part part(int number) {
            return new Part(number, count);
        }

        private PartExtractor share(Part part) throws IOException {
            return PartExtractor.of(program, base, tuned, request.policies(), part);
        }

        /// Returns the names of the parts that are there and are of this very extraction.
        private Set<String> findParts() throws IOException {
            Set<String> names = new HashSet<>();
            PartHead asked = parts.head(request, part(1), sides);
            for (int number = 1; number <= count; number++) {
                String name = PartHead.fileName(part(number));
                if (Files.isRegularFile(folder.resolve(name)) && isOf(asked, number, name)) {
                    there.add(number);
                    names.add(name);
                }
            }
            return names;
        }

        private boolean isOf(PartHead asked, int number, String name) {
            try (PartFile file = PartFile.open(folder.resolve(name))) {
                PartHead head = file.head();
                return head.kind() == asked.kind()
                        && head.part().equals(part(number))
                        && head.program().equals(asked.program())
                        && head.rules() == asked.rules()
                        && head.asked().equals(asked.asked());
            } catch (IOException e) {
                // It is made again.
                return false;
            }
        }

        /// Makes the parts that are not there.
        void read(Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            progress.begin(bytesToRead + bytesWritten);
            ExtractionRequest own =
                    new ExtractionRequest(
                            request.base(),
                            request.tuned(),
                            folder,
                            request.policies(),
                            true,
                            request.compute());
            for (int number = 1; number <= count; number++) {
                if (!there.contains(number)) {
                    parts.make(own, part(number), sides, progress.ofShare(), cancellation);
                }
            }
        }

        ExtractionResult join(OutputFormat format, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException {
            try (PartSet set = PartSet.open(List.of(folder), program)) {
                return parts.join(
                        set,
                        request.output(),
                        format,
                        request.overwrite(),
                        store,
                        request.compute(),
                        progress.ofShare(),
                        cancellation);
            } catch (Failure e) {
                throw withoutDamaged(e);
            }
        }

        /// A part whose numbers are not those that were written into it is removed, so that it is
        /// made anew.
        private Failure withoutDamaged(Failure failure) throws Failure {
            Optional<Path> part =
                    Optional.ofNullable(failure.file())
                            .filter(file -> folder.equals(file.getParent()))
                            .filter(_ -> failure.problem() == FileProblem.READ_FAILED);
            if (part.isEmpty()) {
                return failure;
            }
            Removal.folder(part.get());
            return Failure.of(
                            FileProblem.READ_FAILED,
                            part.get(),
                            "its numbers are not those that were written into it; it was removed",
                            "Ask for the same again: this step is made anew, the others stay")
                    .causedBy(failure);
        }
    }
}
