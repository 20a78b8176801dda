package org.taskvectors.saving;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Writer;

/// Saves a checkpoint as files, wherever its numbers come from. Streaming passes on several
/// threads, one for each file; memory does not grow with the model.
///
/// One file is written under a temporary name and gets its own when it is on disk. A folder is
/// filled beside its place, as `NAME.partial`, and gets its name when it is whole. Whatever happens
/// before, nothing is left that could be taken for a model, and what had a target's name stays
/// whole.
public final class Saver {
    private final String program;

    /// @param program name and version of this program, for the metadata of the weights
    public Saver(String program) {
        this.program = program;
    }

    /// Saves what `request` asks for.
    ///
    /// @throws Failure where the target is taken or cannot be written, the disk has no room, or
    ///   something that is read is damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public SaveResult save(SaveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return save(request, Rider.NONE, progress, cancellation);
    }

    /// The same with something that rides on the pass.
    ///
    /// @throws Failure as the other does
    /// @throws CancelledException as the other does
    public SaveResult save(
            SaveRequest request, Rider rider, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        requireDecoded(request.model());
        Map<String, String> metadata =
                Map.of(
                        "format",
                        "pt",
                        "program",
                        program,
                        "model",
                        Shown.of(request.model().name()));
        FileStamps inputs = FileStamps.of(request.model().about().weightFiles());
        Run run = new Run(request, rider, inputs, progress, cancellation);
        SaveResult saved =
                switch (request.target()) {
                    case Target.Folder folder -> new FolderSaver(folder, metadata).save(run);
                    case Target.SingleFile file -> new FileSaver(file, metadata).save(run);
                };
        return saved.took(Duration.ofNanos(System.nanoTime() - began));
    }

    /// One saving: the pass over the model's tensors.
    ///
    /// @param inputs the files that are read, as they were when it began
    record Run(
            SaveRequest request,
            Rider rider,
            FileStamps inputs,
            Progress progress,
            Cancellation cancellation) {
        Checkpoint model() {
            return request.model();
        }

        /// Reads every tensor once and gives it to `writer`; counts what is not finite.
        long write(Writer writer) throws IOException, CancelledException {
            BlockPass pass = pass(0, model().tensors().size());
            progress.begin(pass.bytes());
            return run(pass, 0, writer.lane(model().tensors().size()));
        }

        /// Reads some tensors once, as a part of work whose progress has begun, gives them to
        /// `writer`, which numbers them from 0, and sums them; counts what is not finite.
        ///
        /// @param first the first of them
        /// @param count how many they are
        long write(int first, int count, Writer writer, Checksums sums)
                throws IOException, CancelledException {
            return run(
                    pass(first, count),
                    first,
                    Lane.together(
                            List.of(writer.lane(count), sums.lane(row -> row, Blocks::last))));
        }

        private BlockPass pass(int first, int count) {
            return new BlockPass(
                    model().tensors().subList(first, first + count).stream()
                            .map(tensor -> Row.of(model(), tensor))
                            .toList());
        }

        private long run(BlockPass pass, int first, Lane written)
                throws IOException, CancelledException {
            LongAdder notFinite = new LongAdder();
            pass.runOn(
                    Lane.together(
                            List.of(
                                    written,
                                    _ ->
                                            blocks ->
                                                    notFinite.add(
                                                            NotFinite.count(
                                                                    blocks.part(0).dtype(),
                                                                    blocks.part(0).bytes())),
                                    rider.lane(pass.plan(), first))),
                    request.compute(),
                    progress,
                    cancellation);
            return notFinite.sum();
        }
    }

    /// Checks that all numbers of a model can be read.
    static void requireDecoded(Checkpoint model) throws Failure {
        for (Tensor tensor : model.tensors()) {
            Optional<String> undecoded = model.stored(tensor).undecoded();
            if (undecoded.isPresent()) {
                throw Failure.of(
                                SaveProblem.UNDECODED,
                                model.about().weightFiles().stream().findFirst().orElse(null),
                                "this tensor is a part of "
                                        + undecoded.get()
                                        + " weights, which"
                                        + " are not read",
                                "Take the model that was quantised")
                        .at("tensor " + Shown.of(tensor.name()));
            }
        }
    }
}
