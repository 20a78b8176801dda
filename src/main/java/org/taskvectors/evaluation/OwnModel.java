package org.taskvectors.evaluation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.Side;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tokenizer.Tokenizer;

/// A model that an evaluation has for itself.
///
/// @param live stays open
/// @param context the most tokens of a text, as [Conversations#context(Architecture, int)] takes it
record OwnModel(LiveModel live, int context) implements AskedModel {
    OwnModel {
        context = Conversations.context(live.facts().architecture(), context);
    }

    @Override
    public Architecture architecture() {
        return live.facts().architecture();
    }

    @Override
    public Tokenizer tokenizer() {
        return live.tokenizer();
    }

    @Override
    public <T> T ask(Optional<List<Knob>> knobs, Reading<T> reading, Cancellation cancellation)
            throws IOException, CancelledException {
        Side side = turn(knobs, cancellation);
        return reading.read(
                new Asked(
                        live.runner(side, new Progress(), cancellation),
                        live.tokenizer(),
                        context));
    }

    @Override
    public String fingerprint(Optional<List<Knob>> knobs, Cancellation cancellation)
            throws IOException, CancelledException {
        return live.fingerprint(turn(knobs, cancellation));
    }

    private Side turn(Optional<List<Knob>> knobs, Cancellation cancellation)
            throws IOException, CancelledException {
        if (knobs.isPresent() && !live.knobs().equals(knobs.get())) {
            live.turn(knobs.get(), new Progress(), cancellation);
        }
        return knobs.isPresent() ? Side.EDITED : Side.BASE;
    }
}
