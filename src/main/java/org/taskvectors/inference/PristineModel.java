package org.taskvectors.inference;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// A model's weights in native memory as its files hold them, without vectors and without what
/// reads with it.
public final class PristineModel implements AutoCloseable {
    private final Prepared prepared;
    private final WeightBlock block;
    private final BoundModel model;
    private final Tokenizer tokenizer;

    private PristineModel(
            Prepared prepared, WeightBlock block, BoundModel model, Tokenizer tokenizer) {
        this.prepared = prepared;
        this.block = block;
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /// Loads a model.
    ///
    /// @param dtype in which its weights are held, BF16 or F32; empty for the stored ones
    /// @param progress counts bytes
    /// @throws org.taskvectors.file.Failure as [LiveModels#load] throws it
    /// @throws CancelledException if it was cancelled; nothing stays allocated
    public static PristineModel load(
            Located base,
            Optional<DType> dtype,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        LiveRequest request =
                new LiveRequest(base, List.of(), 0, Compute.onCpu(threads), false, dtype);
        Prepared prepared = Prepared.of(request);
        @Nullable WeightBlock block = null;
        @Nullable Tokenizer tokenizer = null;
        boolean isDone = false;
        try {
            block = WeightBlock.of(prepared.plan());
            tokenizer = Tokenizers.of(prepared.base());
            progress.begin(prepared.plan().bytes());
            ModelWeights.fillOn(block, prepared.numbers(), threads, progress, cancellation);
            BoundModel model = BoundModel.of(prepared.plan(), block::weights);
            PristineModel loaded = new PristineModel(prepared, block, model, tokenizer);
            isDone = true;
            return loaded;
        } finally {
            if (!isDone) {
                if (tokenizer != null) {
                    tokenizer.close();
                }
                if (block != null) {
                    block.close();
                }
                prepared.close();
            }
        }
    }

    /// Returns the model's files.
    public Checkpoint checkpoint() {
        return prepared.base();
    }

    public WeightPlan plan() {
        return prepared.plan();
    }

    /// Returns the weights by what they do; they are gone once this is closed.
    public BoundModel model() {
        return model;
    }

    /// Returns the weights of one tensor as they are held.
    ///
    /// @throws IllegalArgumentException if the model does not run with a tensor of that name
    public Weights weights(String name) {
        return block.weights(name);
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
        block.close();
        prepared.close();
    }
}
