package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Optional;

/// What the pane of one side shows.
///
/// @param phase what is going on
/// @param labels shares of the labels; empty where the prompt has none
/// @param fingerprint of what the side runs; empty while it is not known
/// @param branch the text; empty before the first token was asked for
/// @param note what else is to be said: `weights of λ 0.80 in 0.1 s`; empty mostly
public record SideShown(
        Phase phase,
        List<LabelShare> labels,
        String fingerprint,
        Optional<Branch> branch,
        String note) {
    static final SideShown NOTHING = new SideShown(Phase.IDLE, List.of(), "", Optional.empty(), "");

    /// What is going on in a pane.
    public enum Phase {
        /// Nothing was asked yet.
        IDLE,
        /// It will answer.
        WAITING,
        ANSWERING,
        DONE,
        /// What is shown belongs to other weights than those that are set.
        STALE
    }

    /// A label and its probability among the labels.
    public record LabelShare(String name, double share) {}

    public SideShown {
        labels = List.copyOf(labels);
    }

    SideShown with(Phase newPhase) {
        return new SideShown(newPhase, labels, fingerprint, branch, note);
    }

    SideShown withLabels(List<LabelShare> newLabels) {
        return new SideShown(phase, newLabels, fingerprint, branch, note);
    }

    SideShown withFingerprint(String newFingerprint) {
        return new SideShown(phase, labels, newFingerprint, branch, note);
    }

    SideShown with(Branch newBranch) {
        return new SideShown(phase, labels, fingerprint, Optional.of(newBranch), note);
    }

    SideShown withNote(String newNote) {
        return new SideShown(phase, labels, fingerprint, branch, newNote);
    }
}
