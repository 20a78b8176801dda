package org.taskvectors.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Team;

/// A model from disk that runs on two threads, for tests.
public final class RunningModel implements AutoCloseable {
    private final Team team = new Team(2);
    private final WeightPlan plan;
    private final WeightBlock weights;
    private final Decoder decoder;

    private RunningModel(Checkpoint model, Optional<Batch> batch, Decoder.Probe probe)
            throws Exception {
        plan = WeightPlan.of(model);
        weights = ModelWeights.load(model, plan, 2, new Progress(), new Cancellation());
        decoder =
                new Decoder(
                        BoundModel.of(plan, weights::weights),
                        new Products(team, ModelKernels.best()),
                        batch,
                        probe);
    }

    public static RunningModel of(Path path) throws Exception {
        return of(path, Optional.empty(), Decoder.Probe.NONE);
    }

    static RunningModel of(Path path, Optional<Batch> batch, Decoder.Probe probe) throws Exception {
        try (Checkpoint model = Checkpoints.open(path)) {
            return new RunningModel(model, batch, probe);
        }
    }

    WeightPlan plan() {
        return plan;
    }

    WeightBlock weights() {
        return weights;
    }

    public Decoder decoder() {
        return decoder;
    }

    /// Reads tokens in one piece, and returns the logits of all.
    List<float[]> logits(Sequence text, int... tokens) throws Exception {
        List<float[]> all = new ArrayList<>();
        text.read(
                tokens,
                tokens.length,
                (token, logits) -> all.add(logits.clone()),
                new Cancellation());
        return all;
    }

    /// Returns the logits of all tokens of a text.
    List<float[]> logits(int... tokens) throws Exception {
        try (Sequence text = decoder.sequence(tokens.length)) {
            return logits(text, tokens);
        }
    }

    @Override
    public void close() {
        decoder.close();
        weights.close();
        team.close();
    }
}
