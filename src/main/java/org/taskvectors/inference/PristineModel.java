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
    private final Optional<FourBitMatrices> fourBit;
    private final BoundModel model;
    private final Tokenizer tokenizer;

    private PristineModel(
            Prepared prepared,
            WeightBlock block,
            Optional<FourBitMatrices> fourBit,
            BoundModel model,
            Tokenizer tokenizer) {
        this.prepared = prepared;
        this.fourBit = fourBit;
        this.block = block;
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /// Loads a model.
    ///
    /// @param dtype in which its weights are held, BF16 or F32; empty for the stored ones
    /// @param isFourBit whether the matrices of its layers are held in four bits
    /// @param progress counts bytes
    /// @throws org.taskvectors.file.Failure as [LiveModels#load] throws it
    /// @throws CancelledException if it was cancelled; nothing stays allocated
    public static PristineModel load(
            Located base,
            Optional<DType> dtype,
            boolean isFourBit,
            int threads,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        LiveRequest request =
                new LiveRequest(base, List.of(), 0, Compute.onCpu(threads), false, dtype);
        Prepared prepared = Prepared.of(request);
        @Nullable WeightBlock block = null;
        @Nullable FourBitMatrices matrices = null;
        @Nullable Tokenizer tokenizer = null;
        boolean isDone = false;
        try {
            WeightPlan plan = prepared.plan();
            block = WeightBlock.of(isFourBit ? FourBitMatrices.others(plan) : plan);
            tokenizer = Tokenizers.of(prepared.base());
            prepared.measure(request.compute(), progress, cancellation);
            progress.begin(plan.bytes());
            ModelWeights.fillOn(block, prepared.numbers(), threads, progress, cancellation);
            if (isFourBit) {
                matrices = FourBitMatrices.of(plan);
                matrices.fill(prepared.numbers(), threads, progress, cancellation);
            }
            PristineModel loaded =
                    new PristineModel(
                            prepared,
                            block,
                            Optional.ofNullable(matrices),
                            matrices == null
                                    ? BoundModel.of(plan, block::weights)
                                    : matrices.bound(plan, block::weights),
                            tokenizer);
            isDone = true;
            return loaded;
        } finally {
            if (!isDone) {
                if (tokenizer != null) {
                    tokenizer.close();
                }
                if (matrices != null) {
                    matrices.close();
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

    /// Returns the weights by what they do; they are gone once this is closed. Matrices that are
    /// held in four bits have no memory of their own in it.
    public BoundModel model() {
        return model;
    }

    /// Returns the matrices that are held in four bits; empty if there are none.
    public Optional<FourBitMatrices> fourBit() {
        return fourBit;
    }

    /// Returns the weights of one tensor as they are held.
    ///
    /// @throws IllegalArgumentException if the model does not run with a tensor of that name, or
    ///   holds it in four bits
    public Weights weights(String name) {
        return block.weights(name);
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public void close() {
        tokenizer.close();
        fourBit.ifPresent(FourBitMatrices::close);
        block.close();
        prepared.close();
    }
}
