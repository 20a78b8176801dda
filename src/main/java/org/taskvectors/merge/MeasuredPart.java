package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Writer;
import org.taskvectors.saving.Around;
import org.taskvectors.saving.Rider;
import org.taskvectors.saving.ShareSaver;

/// A part of a merge whose method has measured what it needs.
public final class MeasuredPart {
    private final MergeRequest request;
    private final ShareSaver share;
    private final Map<String, String> asked;
    private final long bytes;
    private final List<String> notes;
    private final MergedPart.Common common;
    private final Optional<EditedRider> rider;

    /// @param bytes bytes of weights that the share reads
    MeasuredPart(
            MergeRequest request,
            ShareSaver share,
            Map<String, String> asked,
            long bytes,
            List<String> notes,
            MergedPart.Common common,
            Optional<EditedRider> rider) {
        this.request = request;
        this.share = share;
        this.asked = asked;
        this.bytes = bytes;
        this.notes = List.copyOf(notes);
        this.common = common;
        this.rider = rider;
    }

    /// Returns what was asked besides the inputs, in a fixed order.
    public Map<String, String> asked() {
        return asked;
    }

    /// Returns the files around the weights.
    public Around around() {
        return common.around();
    }

    /// Returns the tensors that it writes, in their order.
    public List<Tensor> outputs() {
        return share.outputs();
    }

    /// Returns how many tensors the whole model has.
    public int all() {
        return common.outputs().size();
    }

    /// Returns the bytes of weights that the share reads, what was measured before not counted.
    public long bytes() {
        return bytes;
    }

    /// Returns what a person should know of this part.
    public List<String> notes() {
        return notes;
    }

    /// Reads the share. Returns what the part tells besides its tensors.
    ///
    /// @param writer takes the weights, a row for each of [#outputs]
    /// @param began when the part was begun, by [System#nanoTime]
    /// @throws IOException where something cannot be read, or from the writer
    /// @throws CancelledException where it was cancelled
    public PartBytes run(Writer writer, long began, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Rider riding = rider.isPresent() ? rider.get() : Rider.NONE;
        Checksums sums = share.write(riding, writer, request.compute(), progress, cancellation);
        List<MergedPart.Held> held = new ArrayList<>();
        for (int tensor : share.held()) {
            held.add(
                    new MergedPart.Held(
                            tensor,
                            sums.sum(tensor),
                            rider.map(known -> known.baseSum(tensor)).orElse(0L),
                            rider.flatMap(known -> known.measured(tensor))));
        }
        MergedPart own = new MergedPart(held, System.nanoTime() - began);
        return new PartBytes(common.packed(), own.packed());
    }
}
