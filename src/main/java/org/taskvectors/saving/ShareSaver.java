package org.taskvectors.saving;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Part;
import org.taskvectors.pass.Row;
import org.taskvectors.pass.Writer;
import org.taskvectors.tensor.Compute;

/// Reads a share of a model's tensors as [Saver] reads all of them, for one who writes them and
/// puts the shares together later.
public final class ShareSaver {
    private final List<Tensor> tensors;
    private final BitSet held;
    private final BlockPass pass;

    private ShareSaver(List<Tensor> tensors, BitSet held, BlockPass pass) {
        this.tensors = tensors;
        this.held = held;
        this.pass = pass;
    }

    /// Lays a share out.
    ///
    /// @param model stays the caller's to close
    /// @param held which of its tensors the share has
    /// @throws Failure where something of the model cannot be read
    public static ShareSaver of(Checkpoint model, BitSet held) throws Failure {
        Saver.requireDecoded(model);
        List<Row> rows = model.tensors().stream().map(tensor -> Row.of(model, tensor)).toList();
        return new ShareSaver(model.tensors(), held, new BlockPass(Part.only(held, rows)));
    }

    /// Returns which of the model's tensors it has, by their numbers from 0.
    public List<Integer> held() {
        return held.stream().boxed().toList();
    }

    /// Returns the tensors that it has, in their order.
    public List<Tensor> outputs() {
        return held.stream().mapToObj(tensors::get).toList();
    }

    /// Reads the share. Returns the checksums of what was written, by the model's tensors.
    ///
    /// @param rider rides on the pass, whose rows are all of the model's tensors
    /// @param writer takes the weights, a row for each of [#outputs]
    /// @throws IOException where the model cannot be read, or from the writer
    /// @throws CancelledException where it was cancelled
    public Checksums write(
            Rider rider,
            Writer writer,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        int[] places = new int[tensors.size()];
        int next = 0;
        for (int tensor : held()) {
            places[tensor] = next++;
        }
        Writer placed = (row, position, bytes) -> writer.write(places[row], position, bytes);
        Checksums sums = new Checksums(tensors);
        progress.begin(pass.bytes());
        pass.runOn(
                Lane.together(
                        List.of(
                                placed.lane(tensors.size()),
                                sums.lane(row -> row, blocks -> blocks.part(0)),
                                rider.lane(pass.plan(), 0))),
                compute,
                progress,
                cancellation);
        return sums;
    }
}
