package org.taskvectors.ui;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.AskedModel;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;

/// The sandbox's model as an evaluation asks it: between two batches, prompts are answered too.
///
/// @param sandbox turns the knobs and lets one caller at a time compute
/// @param live the model
/// @param context the most tokens of a text
record SharedModel(LoadedSandbox sandbox, LiveModel live, int context) implements AskedModel {
    @Override
    public Architecture architecture() {
        return sandbox.facts().architecture();
    }

    @Override
    public Tokenizer tokenizer() {
        return live.tokenizer();
    }

    @Override
    public <T> T ask(Optional<List<Knob>> knobs, Reading<T> reading, Cancellation cancellation)
            throws IOException, CancelledException {
        return sandbox.ask(knobs, reading, cancellation);
    }

    @Override
    public String fingerprint(Optional<List<Knob>> knobs, Cancellation cancellation)
            throws IOException, CancelledException {
        return sandbox.fingerprint(knobs, cancellation);
    }
}
