package org.taskvectors.workspace.undo;

import java.util.function.UnaryOperator;
import org.taskvectors.workspace.WorkspaceState;

/// Something that a person does to the workspace and may want to take back.
///
/// @param words what it is called after “Undo”: `Remove sst2`
/// @param done a sentence for the tray where what was done can be seen nowhere else: `Removed
///   sst2`; empty mostly
/// @param merge acts with the same key that follow each other closely are one, as the steps of a
///   slider are; empty for one that stands for itself
/// @param change what it does
public record Act(String words, String done, String merge, UnaryOperator<WorkspaceState> change) {
    public static Act of(String words, UnaryOperator<WorkspaceState> change) {
        return new Act(words, "", "", change);
    }

    public Act saying(String sentence) {
        return new Act(words, sentence, merge, change);
    }

    public Act mergingAs(String key) {
        return new Act(words, done, key, change);
    }
}
