package org.taskvectors.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.FormulaRunner;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// A model whose logits follow a formula of the text and of λ, with the sample's tokenizer; it
/// counts what it was asked.
final class MadeModel implements AskedModel, AutoCloseable {
    static final int CONTEXT = 64;
    private static final int VOCABULARY = 4096;

    /// The logit of a token after a text.
    @FunctionalInterface
    interface Formula {
        double of(double lambda, List<Integer> text, int token);
    }

    private final Formula formula;
    private final Tokenizer tokenizer;

    /// The λ of each call; NaN for the base.
    final List<Double> asked = new ArrayList<>();

    /// Called before each call.
    Runnable before = () -> {};

    MadeModel(Formula formula) throws IOException {
        this.formula = formula;
        try (Checkpoint base = Checkpoints.open(Path.of("assets/sample/base"))) {
            tokenizer = Tokenizers.of(base);
        }
    }

    private FormulaRunner runner(double lambda) {
        return new FormulaRunner(
                VOCABULARY,
                CONTEXT,
                text -> {
                    float[] logits = new float[VOCABULARY];
                    for (int token = 0; token < VOCABULARY; token++) {
                        logits[token] = (float) formula.of(lambda, text, token);
                    }
                    return logits;
                });
    }

    @Override
    public Architecture architecture() {
        return runner(0).architecture();
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public int context() {
        return CONTEXT;
    }

    @Override
    public <T> T ask(Optional<List<Knob>> knobs, Reading<T> reading, Cancellation cancellation)
            throws IOException, CancelledException {
        before.run();
        cancellation.check();
        asked.add(knobs.map(all -> all.getFirst().lambda()).orElse(Double.NaN));
        double lambda = knobs.map(all -> all.getFirst().lambda()).orElse(0.0);
        return reading.read(new Asked(runner(lambda), tokenizer, CONTEXT));
    }

    @Override
    public String fingerprint(Optional<List<Knob>> knobs, Cancellation cancellation) {
        return knobs.map(Object::toString).orElse("base");
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
