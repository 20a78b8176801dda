package org.taskvectors.inference;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// The conversations of both sides of a model in memory. What the base has read stays read; what
/// the edited model has read counts for the knobs that it was read with, and is forgotten when they
/// turn. One thread at a time may use it.
public final class Conversations implements AutoCloseable {
    private final LiveModel live;
    private final int context;
    private final Map<Side, Conversation> open = new EnumMap<>(Side.class);
    private List<Knob> knobs = List.of();

    /// @param context the most tokens of a text, as [LiveRequest#context] means it
    public Conversations(LiveModel live, int context) {
        this.live = live;
        this.context = context(live.facts().architecture(), context);
    }

    /// Returns the most tokens of a text.
    ///
    /// @param wanted at most the model's own; 0 for the model's own, at most 4,096
    public static int context(Architecture architecture, int wanted) {
        return Math.min(architecture.context(), wanted > 0 ? wanted : 4096);
    }

    /// Returns the most tokens of a text.
    public int context() {
        return context;
    }

    /// Returns the model in memory.
    public LiveModel live() {
        return live;
    }

    /// Returns a side's conversation, ready to read. Where both sides share one block it is baked
    /// anew for the side that was not the last one, so a conversation is asked for before each use.
    ///
    /// @throws IOException if vectors cannot be read any more
    public Conversation of(Side side, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Runner runner = live.runner(side, progress, cancellation);
        if (side == Side.EDITED && !live.knobs().equals(knobs)) {
            drop(side);
            knobs = live.knobs();
        }
        Conversation known = open.get(side);
        if (known != null && known.runner().equals(runner)) {
            return known;
        }
        drop(side);
        Conversation begun = new Conversation(runner, context);
        open.put(side, begun);
        return begun;
    }

    private void drop(Side side) {
        Conversation known = open.remove(side);
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void close() {
        List.of(Side.values()).forEach(this::drop);
    }
}
