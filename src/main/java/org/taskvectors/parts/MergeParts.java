package org.taskvectors.parts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.MeasuredPart;
import org.taskvectors.merge.MergeJoiner;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.PartMerger;
import org.taskvectors.pass.Part;
import org.taskvectors.saving.Around;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// Merges in parts.
///
/// @param program name and version of this program
/// @param store keeps the measurements of vectors, and that of the change
public record MergeParts(String program, ProfileStore store) {
    private static final int DIGITS = 16;

    /// Parts of a merge that were joined.
    ///
    /// @param said what the command that made the parts said of the whole
    public record Joined(ApplyResult result, String said) {}

    /// Makes a part of a merge.
    ///
    /// @param request its output is the folder of the parts
    /// @param overwrite whether a part that is there may be replaced
    /// @param said what the command says of the whole, in its own words; the same for all parts
    /// @throws Failure where the merge is refused, the place cannot be written, or an input is
    ///   damaged or is written meanwhile
    /// @throws CancelledException where it was cancelled; nothing is left then
    public PartResult make(
            MergeRequest request,
            Part part,
            boolean overwrite,
            String said,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        Path folder = request.output().path();
        // Before anything is measured, which would be in vain.
        PartWriter.place(folder, PartHead.fileName(part), overwrite);
        try (PartMerger merger = PartMerger.open(program, store, request, part)) {
            Inputs inputs = new Inputs();
            for (Map.Entry<String, Checkpoint> input : merger.inputs().entrySet()) {
                inputs.add(input.getKey(), input.getValue());
            }
            MeasuredPart measured = merger.measure(said, progress, cancellation);
            List<Asked> asked = new ArrayList<>();
            measured.asked().forEach((name, value) -> asked.add(new Asked(name, value)));
            asked.add(new Asked("what lies around the weights", digest(measured.around())));
            PartHead head = PartHead.now(PartKind.MERGE, part, program, inputs, asked);
            try (PartWriter file = PartWriter.begin(folder, head, measured.outputs(), overwrite)) {
                PartBytes told = measured.run(file, began, progress, cancellation);
                inputs.requireUnchanged();
                cancellation.check();
                return new PartResult(
                        head,
                        file.commit(told),
                        measured.outputs().size(),
                        measured.all(),
                        measured.bytes(),
                        Duration.ofNanos(System.nanoTime() - began),
                        measured.notes());
            }
        }
    }

    private static String digest(Around around) throws IOException {
        MessageDigest digest = Sha256.begin();
        for (Around.Item item : around.items()) {
            byte[] bytes = item.content().bytes();
            digest.update(Sha256.of(item.name().getBytes(UTF_8)).getBytes(UTF_8));
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.length));
            digest.update(bytes);
        }
        return Sha256.text(digest).substring(0, DIGITS);
    }

    /// Joins the parts of a merge.
    ///
    /// @param parts of a merge
    /// @param target the model's folder
    /// @throws Failure where the place cannot be written, the disk has no room, or a part is
    ///   damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public Joined join(
            PartSet parts,
            Target.Folder target,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        MergeJoiner joiner;
        try {
            joiner = MergeJoiner.of(parts.tensors(), parts.common(), parts.own());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw parts.damaged(e);
        }
        return new Joined(
                joiner.join(program, target, store, compute, progress, cancellation),
                joiner.said());
    }
}
