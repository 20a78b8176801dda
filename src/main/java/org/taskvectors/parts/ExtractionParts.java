package org.taskvectors.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.extraction.ExtractionJoiner;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.PartExtractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;
import org.taskvectors.tensor.Compute;

/// Extractions in parts.
///
/// @param program name and version of this program
public record ExtractionParts(String program) {
    /// Makes a part of an extraction.
    ///
    /// @param request its output is the folder of the parts
    /// @throws Failure where the pair is refused, the place cannot be written, or a side is damaged
    ///   or is written meanwhile
    /// @throws CancelledException where it was cancelled; nothing is left then
    public PartResult make(
            ExtractionRequest request, Part part, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint base = request.base().open();
                Checkpoint tuned = request.tuned().open()) {
            return make(request, part, new Sides(base, tuned), progress, cancellation);
        }
    }

    /// The open sides of an extraction, and what they were when they were opened: a side that is
    /// another by the end of a part fails it.
    static final class Sides {
        private final Checkpoint base;
        private final Checkpoint tuned;
        private final Inputs inputs;

        /// @param base the base; it stays the caller's to close
        /// @param tuned the fine-tuned side likewise
        Sides(Checkpoint base, Checkpoint tuned) throws IOException {
            this.base = base;
            this.tuned = tuned;
            this.inputs = inputs(base, tuned);
        }
    }

    /// Makes a part of sides that are open.
    ///
    /// @throws Failure as the other does
    PartResult make(
            ExtractionRequest request,
            Part part,
            Sides sides,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        PartExtractor extractor =
                PartExtractor.of(program, sides.base, sides.tuned, request.policies(), part);
        PartHead head = head(request, part, sides);
        try (PartWriter file =
                PartWriter.begin(
                        request.output(), head, extractor.outputs(), request.overwrite())) {
            PartBytes told = extractor.run(file, request.compute(), progress, cancellation);
            sides.inputs.requireUnchanged();
            cancellation.check();
            return new PartResult(
                    head,
                    file.commit(told),
                    extractor.outputs().size(),
                    extractor.all(),
                    extractor.bytes(),
                    Duration.ofNanos(System.nanoTime() - began),
                    List.of());
        }
    }

    private static Inputs inputs(Checkpoint base, Checkpoint tuned) throws IOException {
        Inputs inputs = new Inputs();
        inputs.add("the base", base);
        inputs.add("the fine-tuned side", tuned);
        return inputs;
    }

    /// Returns the head that a part of an extraction has if it is made now.
    PartHead head(ExtractionRequest request, Part part, Sides sides) {
        return PartHead.now(
                PartKind.EXTRACTION, part, program, sides.inputs, asked(request.policies()));
    }

    private static List<Asked> asked(Policies policies) {
        return List.of(
                new Asked("dtype", policies.dtype().word()),
                new Asked("scope", policies.scope().text()),
                new Asked("vocabulary", policies.vocabulary().name()),
                new Asked("partial", String.valueOf(policies.isPartial())));
    }

    /// Joins the parts of an extraction.
    ///
    /// @param parts of an extraction
    /// @param output the vector's file
    /// @param overwrite whether an existing file may be replaced
    /// @param store keeps the measurement, so that the vector opens without being read again
    /// @throws Failure where the place cannot be written, the disk has no room, or a part is
    ///   damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ExtractionResult join(
            PartSet parts,
            Path output,
            OutputFormat format,
            boolean overwrite,
            ProfileStore store,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        parts.requirePlace(output, overwrite);
        ExtractionJoiner joiner;
        try {
            joiner = ExtractionJoiner.of(parts.tensors(), parts.common(), parts.own());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw parts.damaged(e);
        }
        return joiner.join(output, format, store, compute, progress, cancellation);
    }
}
