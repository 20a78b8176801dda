package org.taskvectors.inference;

import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tokenizer.Tokenizer;

/// Two models that follow formulas, as one model in memory.
public final class FakeLiveModel implements LiveModel {
    private final Runner base;
    private final Runner edited;
    private final Tokenizer tokenizer;
    private List<Knob> knobs = List.of(Knob.everywhere(1));

    public FakeLiveModel(Runner base, Runner edited, Tokenizer tokenizer) {
        this.base = base;
        this.edited = edited;
        this.tokenizer = tokenizer;
    }

    @Override
    public LiveFacts facts() {
        return new LiveFacts("fake", base.architecture(), "float32", 0, 0, 0, 0, false, List.of());
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public List<Knob> knobs() {
        return knobs;
    }

    @Override
    public void turn(List<Knob> turned, Progress progress, Cancellation cancellation) {
        knobs = List.copyOf(turned);
    }

    @Override
    public double secondsToTurn() {
        return 0;
    }

    @Override
    public String fingerprint(Side side) {
        return side.name();
    }

    @Override
    public Runner runner(Side side, Progress progress, Cancellation cancellation) {
        return side == Side.BASE ? base : edited;
    }

    @Override
    public List<String> changedOnDisk() {
        return List.of();
    }

    @Override
    public void close() {}
}
