package org.taskvectors.ui;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;

/// The sandbox's model as an evaluation asks it: between two batches, prompts are answered too.
///
/// @param sandbox lets one caller at a time turn the knobs and compute
/// @param own the same model, as if it had no other callers
record SharedModel(LoadedSandbox sandbox, AskedModel own) implements AskedModel {
    @Override
    public Architecture architecture() {
        return sandbox.facts().architecture();
    }

    @Override
    public Tokenizer tokenizer() {
        return own.tokenizer();
    }

    @Override
    public int context() {
        return own.context();
    }

    @Override
    public <T> T ask(Optional<List<Knob>> knobs, Reading<T> reading, Cancellation cancellation)
            throws IOException, CancelledException {
        return sandbox.alone(() -> own.ask(knobs, reading, cancellation));
    }

    @Override
    public String fingerprint(Optional<List<Knob>> knobs, Cancellation cancellation)
            throws IOException, CancelledException {
        return sandbox.alone(() -> own.fingerprint(knobs, cancellation));
    }
}
