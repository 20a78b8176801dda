package org.taskvectors.ui.train;

import org.taskvectors.ui.common.Tag;

/// Where a run stands, as a person sees it.
public enum Stage {
    /// It waits for its turn.
    WAITING("waiting", Tag.Kind.NEUTRAL),
    /// It is on its way.
    RUNNING("running", Tag.Kind.ACCENT),
    /// It was asked to pause, and writes a checkpoint first.
    PAUSING("pausing", Tag.Kind.ACCENT),
    /// It was asked to stop, and writes its adapter.
    STOPPING("stopping", Tag.Kind.ACCENT),
    /// It has steps before it, and does not run.
    PAUSED("paused", Tag.Kind.NEUTRAL),
    /// It came to an end by a failure.
    FAILED("failed", Tag.Kind.BAD),
    /// Its adapter is written.
    DONE("done", Tag.Kind.GOOD);

    private final String word;
    private final Tag.Kind kind;

    Stage(String word, Tag.Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    /// Returns what it is called.
    public String word() {
        return word;
    }

    Tag.Kind kind() {
        return kind;
    }

    /// Whether it has a job.
    public boolean isOn() {
        return this == WAITING || this == RUNNING || this == PAUSING || this == STOPPING;
    }

    /// Whether it can be gone on with.
    public boolean canResume() {
        return this == PAUSED || this == FAILED;
    }
}
